"""Every page, in both modes: axe finds nothing, nothing spills at 1440, 390 and 320 px, one h1."""

import re
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.urls import resolve, reverse
from playwright.sync_api import expect

from rounds.accounts.commands import add_account, contact_of_address, place_contact
from rounds.basics import clock
from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.engine.models import PutOff
from rounds.mail import commands as mail
from rounds.mail.models import Mailbox, Received
from rounds.policies.queries import book
from rounds.team import commands as team
from rounds.team import invitations
from rounds.team.models import Member
from rounds.team.rules import Role
from rounds.timeline.models import Outbox, OutboxState, TimelineEvent
from rounds.timeline.rules import Actor
from rounds.workspaces import first_run
from tests.browser.conftest import Opens
from tests.browser.looking import COLOURS, in_mode, looked_over, wrong
from tests.browser.world import A_MONTH, a_company, a_mail, sign_in
from tests.manuals import a_yearly_manual
from tests.outgoing import brought
from tests.rooms.checkins.evidence_rules import used
from tests.rooms.prepared.people import with_work_put_off
from tests.rooms.web.rows import OUTSIDE, ROWS
from tests.world import Cast, a_member, a_workspace

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
    with cast.inside():
        twice, third = (
            contact_of_address(
                address=f"{name}@long.example", name=f"{LONG} {name}", by=Actor.system(), at=now
            ).contact_id
            for name in ("home", "fair")
        )
        joined = desk.join_contacts(kept_id=known.contact_id, other_id=twice, by=cast.rep, at=now).pk
    a_mail(cast, "Held", sender=f"support@w{cast.workspace_id}.example")
    with cast.inside():
        held = Received.objects.get(state="quarantined").pk
        row = PutOff.objects.get(id=with_work_put_off(cast, cast.rep)["put_off_id"])
        row.trouble = f"IntegrityError: {LONG.replace(' ', '-')}{'x' * 300}"
        row.save()
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
        "a new account": "/accounts/new",
        "a contact": f"/contacts/{known.contact_id}",
        "what is known of a contact": f"/contacts/{known.contact_id}/form",
        "erasing a contact": f"/contacts/{known.contact_id}/erasing",
        "who a contact is too": f"/contacts/{known.contact_id}/same",
        "two who may be one": f"/contacts/{known.contact_id}/same?other={third}",
        "two who are one": f"/contacts/joins/{joined}",
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
        "work put off": "/settings/put-off",
        "getting started": "/settings/start",
        "why": f"/why/{why}",
        "nothing there": "/desk/999999",
        "no match": "/go?q=nothing",
    }


NAMED = {
    "the list": "desk",
    "asleep": "desk",
    "nothing closed": "desk",
    "a ticket": "ticket",
    "a sleeping ticket": "ticket",
    "a new ticket": "new",
    "choosing tickets": "many-choosing",
    "macros": "macros",
    "merging": "merge-choosing",
    "a merge": "merge",
    "a ticket with another in it": "ticket",
    "the accounts": "accounts",
    "an account": "account",
    "a new account": "account-new",
    "a contact": "contact",
    "what is known of a contact": "contact-form",
    "erasing a contact": "contact-erasing",
    "who a contact is too": "contact-same",
    "two who may be one": "contact-same",
    "two who are one": "contact-join",
    "the manual": "manual",
    "the outbox": "outbox",
    "quarantine": "quarantine",
    "a held mail": "quarantine-source",
    "people": "people",
    "a person": "person",
    "own hours": "own-hours",
    "own sign-in": "security",
    "mail addresses": "mailboxes",
    "a mail address": "mailbox",
    "work put off": "put-off",
    "getting started": "start",
    "why": "why",
    "nothing there": "ticket",
    "no match": "go",
}
"""Pages with what is hard to show on them: long names, other alphabets, much text. Name → the name of its address."""

ELSEWHERE = {
    "calendar": "test_progress.py",
    "check-in": "test_check_ins.py",
    "check-ins": "test_check_ins.py",
    "check-ins-counted": "test_progress.py",
    "manual-back": "test_manual.py",
    "manual-draft": "test_manual.py",
    "manual-version": "test_every_page.py",  # the manual's own page, of an older day
    "manual-versions": "test_manual.py",
    "progress": "test_progress.py",
    "spread": "test_progress.py",
    "spread-done": "test_progress.py",
    "targets": "test_figures.py",
    "targets-counted": "test_figures.py",
    "ticket-targets": "test_figures.py",
}
"""Pages that the journeys there look over, with more on them than this company has."""

NO_PAGES = {
    "check-in-evidence": "behind a number of a check-in, and has a test of its own below",
    "check-in-of-ticket": "leads to the check-in",
    "file": "a file as it came",
    "file-look": "a file as it came",
    "file-written": "a mail as written, in a frame of its own",
    "home": "leads to the first room",
    "import-rejected": "a table to download",
    "news": "asked for by scripts",
    "progress-table": "a table to download",
    "quarantine-original": "a mail to download",
    "settings": "leads to the first page of Settings",
    "view-counts": "asked for by scripts",
    "written": "a mail as written, in a frame of its own",
}

PLAIN = sorted(
    name for name, row in ROWS.items() if row.method == "get" and name not in {*NAMED.values(), *ELSEWHERE, *NO_PAGES}
)
"""All other pages there are: each is looked over with what the matrix puts there, so a new one is too, from its first day."""


def test_what_is_looked_over_elsewhere_is_and_what_is_no_page_is_none(company):
    for name, file in ELSEWHERE.items():
        assert re.search(r"looked_over\(page", (Path(__file__).parent / file).read_text()), (name, file)
        assert ROWS[name].method == "get"
    assert {label: resolve(path.partition("?")[0]).url_name for label, path in company[1].items()} == NAMED
    assert set(NO_PAGES) <= set(ROWS)


@pytest.fixture(scope="module")
def states(chromium, address, company) -> dict[str, object]:
    """Sign in once for all of them."""
    context = chromium.new_context(base_url=address)
    sign_in(context.new_page(), company[0], company[0].manager)
    state = context.storage_state()
    context.close()
    return state


@pytest.mark.parametrize("name", NAMED)
def test_axe_finds_nothing_and_nothing_spills(opens: Opens, company, states, name: str):
    page = opens(storage_state=states)
    page.goto(company[1][name])
    looked_over(page, name)
    expect(page.locator("h1:visible")).to_have_count(1)


@pytest.fixture(scope="module")
def plain(chromium, address) -> tuple[Cast, dict[str, object]]:
    """A company for the pages that nobody thought of yet, and somebody with all roles signed in to it."""
    cast = a_workspace(at=clock.now() - A_MONTH)
    with cast.inside():
        who = a_member("All Roles", [role.name for role in book().all(Role)], f"all-{cast.workspace_id}")
    context = chromium.new_context(base_url=address)
    sign_in(context.new_page(), cast, who)
    state = context.storage_state()
    context.close()
    return replace(cast, rep=who), state


@pytest.mark.parametrize("name", PLAIN)
def test_axe_finds_nothing_and_nothing_spills_on_any_other_page(opens: Opens, plain, name: str):
    cast, state = plain
    with cast.inside():
        path = reverse(name, args=ROWS[name].words(cast))
    page = opens(storage_state=state)
    answer = page.goto(path)
    assert answer and answer.status == 200, "this is not the page itself"
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


def test_axe_finds_nothing_behind_a_number_of_the_evidence(opens: Opens):
    """A5: of a firm that used the product all year."""
    firm = used(a_workspace(manual=a_yearly_manual()))
    page = sign_in(opens(), firm.cast)
    page.goto(f"/check-ins/{firm.check_in.pk}")
    page.goto(page.locator("a.numlink").first.get_attribute("href") or "")
    expect(page.locator("main")).to_contain_text("in all,")
    looked_over(page, "evidence")


@pytest.mark.parametrize("path", ["/sign-in", "/nowhere"])
def test_axe_finds_nothing_outside_of_a_company(opens: Opens, path: str):
    page = opens()
    page.goto(path)
    looked_over(page, path.strip("/"))


def links_for_nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Give the pages for people who are not signed in, by the names of their addresses, each by a link that holds."""
    monkeypatch.setattr(settings, "HOME", tmp_path)
    cast = a_company()
    with cast.inside():
        _, link = team.invite(email="nina@new.example", roles=["rep"], by=Actor.system(), at=clock.now())
        person = Member.objects.get(id=cast.rep.id).person
    assert person
    return {
        "first": reverse("first", args=[first_run.code(tmp_path)]),
        "forgotten": reverse("forgotten"),
        "join": reverse("join", args=[invitations.written(link)]),
        "new-password": reverse("new-password", args=[person.pk, default_token_generator.make_token(person)]),
    }


BESIDE_THE_PASSWORD = {"passkey-challenge", "passkey-in", "second-step", "second-step-passkey"}
"""The page of the second step, which test_passkeys.py looks over, and what scripts ask for there."""


def test_axe_finds_nothing_on_pages_for_people_who_are_not_signed_in(
    opens: Opens, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    pages = links_for_nobody(tmp_path, monkeypatch)
    assert set(pages) | BESIDE_THE_PASSWORD == OUTSIDE
    page = opens()
    for name, path in pages.items():
        answer = page.goto(path)
        assert answer and answer.status == 200, name
        looked_over(page, name)
        expect(page.locator("h1:visible")).to_have_count(1)


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
