"""Somebody who is erased is in no finding and no mail of their firm's check-in any more; the check-in goes on (A1, architecture 5)."""

import pytest

from rounds.accounts.commands import note_contact
from rounds.accounts.models import ContactAddress
from rounds.accounts.queries import contact_at
from rounds.checkins import commands as checkins
from rounds.checkins.models import Finding
from rounds.checkins.queries import check_in_page, evidence_page
from rounds.desk import commands as desk
from rounds.desk.models import Message
from rounds.desk.queries import alone_of
from rounds.mail.commands import erase_person
from rounds.telemetry.commands import take_in
from rounds.telemetry.rules import OURS, Usage
from rounds.timeline.models import Outbox
from rounds.timeline.rules import Actor
from tests.manuals import a_yearly_manual
from tests.outgoing import brought
from tests.rooms.checkins.cast import a_firm
from tests.rooms.checkins.evidence_rules import used
from tests.world import MONDAY, a_workspace, later

YEAR = later(365)


def test_an_erased_person_is_named_in_no_finding_and_the_check_in_still_comes_round():
    firm = a_firm()
    firm.passes(YEAR)
    ours = firm.reach_out(YEAR)
    with firm.cast.inside():
        address = ContactAddress.objects.values_list("address", flat=True).get(id=firm.contact.address_id)
        desk.add_customer_message(
            ticket_id=firm.check_in_ticket_id,
            contact_id=firm.contact.contact_id,
            text="It goes well, Ada Quist",
            at=YEAR,
            by=Actor.contact(firm.contact.contact_id),
        )
        said = {"spoke with": f"Ada Quist <{address}>", "going well": "The orders."}
        checkins.write_finding(check_in_id=firm.check_in.pk, said=said, by=firm.cast.rep, at=YEAR)
        asked = {"follow_ups": "Call Ada Quist about the stations.", "by": firm.cast.rep, "at": YEAR}
        checkins.end_round(check_in_id=firm.check_in.pk, **asked)
        brought(Outbox.objects.all(), "sent")
        subject = firm.ticket.subject
        erase_person(contact_id=contact_at(address), by=firm.cast.manager, at=YEAR)
        assert Finding.objects.get().said == {"spoke with": "erased <erased>", "going well": "The orders."}
        assert set(Message.objects.exclude(kind="note").values_list("text", flat=True)) == {"erased"}
        assert Message.objects.filter(id=ours).exists()
        assert firm.ticket.subject == subject
        page = check_in_page(firm.check_in.pk, member_id=firm.cast.rep.id, at=YEAR)
        assert [each.text for each in page.followed] == ["Call erased about the stations."], (
            "what had to follow is a note like others"
        )
    firm.passes(later(800))
    assert firm.happened("desk.woke") == ["desk.woke"] * 2


def test_of_a_firm_that_needs_no_check_in_too_the_ticket_stays_with_all_that_is_not_of_the_person_A11():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    with firm.cast.inside():
        reason = "Its sister firm speaks for it."
        checkins.exempt(check_in_id=firm.check_in.pk, reason=reason, by=firm.cast.rep, at=YEAR)
        brought(Outbox.objects.all(), "sent")
        subject = firm.ticket.subject
        assert not alone_of(firm.contact.contact_id).exists(), "what the page before it counts"
        erase_person(contact_id=firm.contact.contact_id, by=firm.cast.manager, at=YEAR)
        assert firm.ticket.subject == subject
        assert set(Message.objects.values_list("text", flat=True)) == {"erased", reason}


@pytest.mark.parametrize(
    ("called", "key"),
    [("Ugo B. Ekman-Lindt", "ugo@harbour.example"), ("Ugo", "UGO@harbour.example"), ("", "ugo@harbour.example")],
)
def test_an_erased_person_is_in_no_finding_by_what_the_product_calls_them(called: str, key: str):
    pieces = "in the finding: {going well: active users}"
    firm = used(a_workspace(manual=a_yearly_manual().replace("in the finding: {going well: figures}", pieces)))
    by = {"by": firm.cast.lead, "at": MONDAY}
    with firm.cast.inside():
        note_contact(name="Ugo Ekman", addresses=["ugo@harbour.example"], account_id=firm.id, **by)
        known = {"source": "app", "knows": OURS, "account": str(firm.id), "at": later(-1), "event": "item submitted"}
        take_in(rows=[Usage(key="k99", user=key, user_name=called, **known)], by=Actor.system(), at=MONDAY)
        page = evidence_page(firm.check_in.pk, first=None, last=None, at=later(1))
        assert page and page.offers["going well"].startswith(f"u1; u2; {called or key}; u3")
        wrote = f"{page.offers['going well']}\nWe spoke of {called or key}, and of u1."
        said = {"spoke with": "Ada Quist", "going well": wrote}
        checkins.write_finding(check_in_id=firm.check_in.pk, said=said, by=firm.cast.rep, at=MONDAY)
        checkins.exempt(check_in_id=firm.check_in.pk, reason=f"Ask {called or key}.", by=firm.cast.rep, at=MONDAY)
        erase_person(contact_id=contact_at("ugo@harbour.example"), by=firm.cast.manager, at=MONDAY)
        counted, own = Finding.objects.get().said["going well"].splitlines()
        note = Message.objects.get(kind="note").text
    assert counted.startswith("u1; u2; erased; u3 (counted from "), "nobody else goes with them"
    if called == "Ugo":  # a name of one word may be anybody's where people write
        return
    assert (own, note) == ("We spoke of erased, and of u1.", "Ask erased.")
