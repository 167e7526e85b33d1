"""What is known of a firm is written on its page, by whoever looks after accounts; its check-in moves with its zone."""

import html
import re
from zoneinfo import ZoneInfo

from django.urls import reverse

from rounds.accounts.commands import change_account, declare_field
from rounds.accounts.fields import Record
from rounds.accounts.models import Account
from rounds.timeline.models import TimelineEvent
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.web.visitor import visitor
from tests.world import MONDAY, a_workspace, later

TOKYO = ZoneInfo("Asia/Tokyo")


def form_of(page: str) -> dict[str, str]:
    """Read what a form would send, as it came."""
    [form] = re.findall(r'<form class="stack narrow" method="post".*?</form>', page, re.DOTALL)
    found = {}
    for tag in re.findall(r"<input[^>]*>", form):
        words = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        if "name" in words:
            found[html.unescape(words["name"])] = html.unescape(words.get("value", ""))
    for name, text in re.findall(r'<textarea[^>]*name="([^"]*)"[^>]*>(.*?)</textarea>', form, re.DOTALL):
        found[html.unescape(name)] = html.unescape(text)
    for name, options in re.findall(r'<select[^>]*name="([^"]*)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.findall(r'<option value="([^"]*)" selected', options)
        found[html.unescape(name)] = chosen[0] if chosen else ""
    return found


def a_known_firm() -> Firm:
    firm = a_firm(a_workspace(manual=a_yearly_manual()))
    with firm.cast.inside():
        for name, type_ in (("stations", "number"), ("since", "day"), ("streams", "yes or no"), ("says", "text")):
            declare_field(record_kind=Record.ACCOUNT, name=name, type_=type_, by=firm.cast.lead, at=MONDAY)
        own = {"stations": "3", "since": "2020-02-29", "streams": "yes", "says": "One line.\nAnother."}
        change_account(account_id=firm.id, values={"tier": "gold"}, fields=own, by=firm.cast.lead, at=MONDAY)
    return firm


def stands(firm: Firm) -> Account:
    with firm.cast.inside():
        return Account.objects.get(id=firm.id)


def test_a_form_that_is_sent_as_it_came_changes_nothing():
    firm = a_known_firm()
    client, before = visitor(firm.cast, firm.cast.lead), stands(firm)
    with firm.cast.inside():
        changed = TimelineEvent.objects.filter(kind="accounts.account changed").count()
    sent = form_of(client.get(reverse("account-form", args=[firm.id])).content.decode())
    assert (sent["tier"], sent["own stations"], sent["own streams"]) == ("gold", "3", "yes")
    assert client.post(reverse("account-known", args=[firm.id]), sent).status_code == 302
    after = stands(firm)
    assert (after.name, after.tier, after.fields) == (before.name, before.tier, before.fields)
    with firm.cast.inside():
        assert TimelineEvent.objects.filter(kind="accounts.account changed").count() == changed


def test_what_is_written_stands_and_the_check_in_moves_with_the_zone_A1():
    firm = a_known_firm()
    client, day = visitor(firm.cast, firm.cast.lead), firm.ticket.wakes_at.date()
    sent = form_of(client.get(reverse("account-form", args=[firm.id])).content.decode())
    client.post(
        reverse("account-known", args=[firm.id]),
        sent | {"zone": "Asia/Tokyo", "tier": "", "own streams": "", "own stations": "4"},
    )
    found = stands(firm)
    assert (found.zone, found.tier, found.fields["stations"], "streams" in found.fields) == ("Asia/Tokyo", "", 4, False)
    firm.passes(later(1))
    moved = firm.ticket.wakes_at.astimezone(TOKYO)
    assert (moved.hour, moved.date()) == (8, day)


def test_what_cannot_be_is_said_at_its_field_and_what_was_typed_stays():
    firm = a_known_firm()
    client = visitor(firm.cast, firm.cast.lead)
    sent = form_of(client.get(reverse("account-form", args=[firm.id])).content.decode())
    wrong = {"zone": "Asia/Tokio", "own stations": "many", "phone": "555-0100"}
    refused = client.post(reverse("account-known", args=[firm.id]), sent | wrong)
    page = html.unescape(refused.content.decode())
    assert refused.status_code == 409
    assert "There is no time zone “Asia/Tokio”." in page
    again = form_of(page)
    assert {name: again[name] for name in wrong} == wrong
    assert re.search(r'id="f-zone"[^>]*aria-invalid="true"', page)
    assert stands(firm).phone == ""
    refused = client.post(reverse("account-known", args=[firm.id]), sent | {"own stations": "many"})
    assert "“many” is no number." in html.unescape(refused.content.decode())


def test_whoever_was_faster_is_shown_beside_and_nothing_is_written_over_unless_somebody_says_so():
    firm = a_known_firm()
    client = visitor(firm.cast, firm.cast.lead)
    sent = form_of(client.get(reverse("account-form", args=[firm.id])).content.decode())
    with firm.cast.inside():
        change_account(account_id=firm.id, values={"tier": "silver"}, fields={}, by=firm.cast.lead, at=later(1))
    both = client.post(reverse("account-known", args=[firm.id]), sent | {"tier": "bronze"})
    assert both.status_code == 409
    assert {"silver", "bronze"} <= set(re.findall(r"silver|bronze", both.content.decode()))
    assert stands(firm).tier == "silver"
    [form] = re.findall(r'<form method="post" class="row row-wrap">.*?</form>', both.content.decode(), re.DOTALL)
    again = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', form)
    on_top = {html.unescape(name): html.unescape(value) for name, value in again}
    assert client.post(reverse("account-known", args=[firm.id]), on_top).status_code == 302
    assert stands(firm).tier == "bronze"


def test_the_way_to_the_form_is_shown_to_whoever_may_take_it():
    firm = a_known_firm()
    address = reverse("account-form", args=[firm.id])
    assert address in visitor(firm.cast, firm.cast.lead).get(reverse("account", args=[firm.id])).content.decode()
    client = visitor(firm.cast, firm.cast.production)
    assert address not in client.get(reverse("account", args=[firm.id])).content.decode()
    assert client.get(address).status_code == 403
