"""Every page, in both modes: axe finds nothing, nothing spills at 1440, 390 and 320 px, one h1."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from rounds.accounts.commands import add_account, contact_of_address, place_contact
from rounds.basics import clock
from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.mail import commands as mail
from rounds.mail.models import Mailbox, Received
from rounds.timeline.models import Outbox, OutboxState, TimelineEvent
from rounds.timeline.rules import Actor
from tests.browser.conftest import Opens
from tests.browser.looking import COLOURS, in_mode, looked_over, wrong
from tests.browser.world import a_company, a_mail, sign_in
from tests.outgoing import brought
from tests.world import Cast

LONG = "Maximiliane-Friederike von Hohenstein-Wittelsbach-Zweibrücken"
ARABIC_NAME = "ليلى بنت عبد الرحمن"


@pytest.fixture(scope="module")
def company() -> tuple[Cast, dict[str, str]]:
    """A company with something on every page; its pages by name."""
    cast, now = a_company(), clock.now()
    with cast.inside():
        firm = add_account(name=f"{LONG} & Sons", by=Actor.system(), at=now)
        known = contact_of_address(address="long@harbourtile.example", name=LONG, by=Actor.system(), at=now)
        place_contact(contact_id=known.contact_id, account_id=firm.pk, by=Actor.system(), at=now)
    number = a_mail(
        cast,
        "Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen " * 3,
        sender=f'"{LONG}" <long@harbourtile.example>',
    )
    asleep = a_mail(cast, "نام الموقع", sender=f'"{ARABIC_NAME}" <layla@example.net>')
    a_mail(cast, "Stopped")
    with cast.inside():
        desk.answer(number=number, text="word " * 300, by=cast.rep, at=now - timedelta(minutes=50))
        desk.note(number=number, text="https://example.org/" + "x" * 200, by=cast.lead, at=now - timedelta(minutes=40))
        desk.put_to_sleep(number=asleep, wish=Wish(span=Span.parse("1 week")), by=cast.rep, at=now)
        brought(Outbox.objects.all(), OutboxState.MAY_HAVE_ARRIVED, last_error="The line broke after sending.")
        why = TimelineEvent.objects.filter(because__isnull=False).values_list("id", flat=True).first()
    same = [a_mail(cast, f"Same matter {each} {LONG}") for each in range(2)]
    with cast.inside():
        merge = desk.merge(number=same[0], others=same[1:], by=cast.rep, at=now).pk
    a_mail(cast, "Held", sender=f"support@w{cast.workspace_id}.example")
    with cast.inside():
        held = Received.objects.get(state="quarantined").pk
        box = Mailbox.objects.get()
        host = f"{LONG.lower().replace(' ', '-').replace('ü', 'u')}.example"
        account = mail.Account(host=host, port=993, tls="tls", user=f"support@{host}", secret="x")
        mail.read_from(mailbox_id=box.pk, account=account, by=Actor.system(), at=now)
        mail.add_alias(mailbox_id=box.pk, address=f"info@{cast.workspace_id}.{host}", by=Actor.system(), at=now)
        said = f"{host} did not let support@{host} in. Is the password right?"
        place = f"support@{host}/INBOX"
        mail.note_trouble(mailbox_id=box.pk, place=place, said=said, at=now)
    return cast, {
        "the list": "/desk",
        "asleep": "/desk?show=asleep",
        "nothing closed": "/desk?show=closed",
        "a ticket": f"/desk/{number}",
        "a sleeping ticket": f"/desk/{asleep}",
        "a new ticket": "/desk/new",
        "choosing tickets": "/desk/choose",
        "macros": f"/desk/{number}/macros",
        "merging": f"/desk/merge?number={same[0]}",
        "a merge": f"/desk/merges/{merge}",
        "a ticket with another in it": f"/desk/{same[0]}",
        "the accounts": "/accounts",
        "an account": f"/accounts/{firm.pk}",
        "the manual": "/manual",
        "the outbox": "/outbox",
        "quarantine": "/quarantine",
        "a held mail": f"/quarantine/{held}/source",
        "people": "/settings/people",
        "a person": f"/settings/people/{cast.rep.id}",
        "own hours": "/settings/hours",
        "own sign-in": "/settings/sign-in",
        "mail addresses": "/settings/mail",
        "a mail address": f"/settings/mail/{box.pk}",
        "getting started": "/settings/start",
        "why": f"/why/{why}",
        "nothing there": "/desk/999999",
        "no match": "/go?q=nothing",
    }


NAMES = (
    "the list",
    "asleep",
    "nothing closed",
    "a ticket",
    "a sleeping ticket",
    "a new ticket",
    "choosing tickets",
    "macros",
    "merging",
    "a merge",
    "a ticket with another in it",
    "the accounts",
    "an account",
    "the manual",
    "the outbox",
    "quarantine",
    "a held mail",
    "people",
    "a person",
    "own hours",
    "own sign-in",
    "mail addresses",
    "a mail address",
    "getting started",
    "why",
    "nothing there",
    "no match",
)


@pytest.fixture(scope="module")
def states(chromium, address, company) -> dict[str, object]:
    """Sign in once for all of them."""
    context = chromium.new_context(base_url=address)
    sign_in(context.new_page(), company[0], company[0].manager)
    state = context.storage_state()
    context.close()
    return state


@pytest.mark.parametrize("name", NAMES)
def test_axe_finds_nothing_and_nothing_spills(opens: Opens, company, states, name: str):
    page = opens(storage_state=states)
    page.goto(company[1][name])
    looked_over(page, name)
    expect(page.locator("h1:visible")).to_have_count(1)


@pytest.mark.parametrize(
    "opened", ["#palette", "#help", "#me", "#card-with", "#card-date", "#card-close", "#queues", ".why-card"]
)
def test_axe_finds_nothing_in_what_opens(opens: Opens, company, states, opened: str):
    page = opens(storage_state=states)
    page.goto(company[1]["a ticket"])
    page.evaluate("(which) => document.querySelector(which).showPopover()", opened)
    page.wait_for_timeout(300)
    assert wrong(page) == []
    in_mode(page, "dark")
    assert wrong(page, COLOURS) == []


@pytest.mark.parametrize("path", ["/sign-in", "/nowhere"])
def test_axe_finds_nothing_outside_of_a_company(opens: Opens, path: str):
    page = opens()
    page.goto(path)
    looked_over(page, path.strip("/"))


def test_axe_finds_nothing_in_a_refusal_and_in_both_sides(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    page.get_by_role("button", name="Send reply").click()
    page.get_by_role("alert").wait_for()
    looked_over(page)
    with cast.inside():
        desk.take(number=number, by=cast.teammate, at=clock.now())
    page.fill("#msg", "Mine.")
    page.get_by_role("button", name="Send reply").click()
    page.get_by_text("Changed meanwhile").first.wait_for()
    looked_over(page)
