"""A check-in from the day on which it comes round to asleep again, by keyboard (A2, A3, A6-A9)."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from rounds.accounts.commands import change_account
from rounds.basics import clock
from rounds.checkins.commands import log_reach_out
from rounds.checkins.duties import DUTIES
from rounds.checkins.models import CheckIn
from rounds.checkins.rules.states import How
from rounds.desk import commands as desk
from rounds.desk.models import Message
from rounds.desk.queries import number_of
from rounds.mail.commands import add_mailbox, receive
from rounds.mail.models import Mailbox, Via
from rounds.timeline.rules import Actor
from tests.browser.conftest import Opens
from tests.browser.looking import looked_over
from tests.browser.world import a_mail, sign_in
from tests.manuals import a_yearly_manual
from tests.rooms.passing import rounds_to
from tests.rooms.timeline.sealed import seal_all
from tests.world import Cast, a_workspace

LONG_AGO = timedelta(days=380)


def a_firm_that_is_due() -> Cast:
    """Let a firm that wrote by mail become a customer a year ago, so that its check-in has come round."""
    began = clock.now() - LONG_AGO
    cast = a_workspace(manual=a_yearly_manual(), at=began)
    with cast.inside():
        add_mailbox(name="support", address=f"support@w{cast.workspace_id}.example", by=Actor.system(), at=began)
    number = a_mail(cast, "We begin", sender="Ada Quist <ada@harbour.example>", at=began)
    with cast.inside():
        account = desk.name_account(number=number, name="Harbour FM", by=cast.lead, at=began).account_id or 0
        change_account(account_id=account, values={"lifecycle": "customer"}, fields={}, by=cast.lead, at=began)
    for now in (began, clock.now()):
        seal_all(cast)
        rounds_to(cast, DUTIES, now=now)
    return cast


def by_keyboard(page: Page, name: str, *, leads: bool = True) -> None:
    """Reach a button or a link with the Tab key alone, and press it. leads: to a page, else it opens a card on this one."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText || ''").strip().startswith(name):
            break
    else:
        raise AssertionError(f"“{name}” is not reached by Tab")
    if not leads:
        page.keyboard.press("Enter")
        return
    with page.expect_navigation():
        page.keyboard.press("Enter")


def grade_by_keyboard(page: Page, grade: str) -> None:
    """Reach the grades with the Tab key alone, and go down to one with the arrow: the first of the scale is chosen by Space."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.name") == "grade":
            break
    else:
        raise AssertionError("the grades are not reached by Tab")
    page.keyboard.press("Space")
    for _ in range(10):
        if page.evaluate("document.activeElement.value") == grade:
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"“{grade}” is not reached by the arrow")


def typed_into(page: Page, field: str, text: str) -> None:
    """Reach a field with the Tab key alone, and write into it."""
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.id") == field:
            page.keyboard.press("Control+A")
            page.keyboard.type(text)
            return
    raise AssertionError(f"“{field}” is not reached by Tab")


@pytest.mark.journey("Check-ins", by="mail")
def test_a_check_in_goes_from_its_day_to_asleep_again_by_keyboard_alone(opens: Opens):
    """It begins at one's own open check-ins, and each step is a key that somebody presses: Tab, Enter, Space, an arrow, letters."""
    cast = a_firm_that_is_due()
    with cast.inside():
        number = number_of(CheckIn.objects.get().ticket_id)
        desk.assign(number=number, member_id=cast.rep.id or 0, by=cast.lead, at=clock.now())
    page = sign_in(opens(), cast)
    my_open_check_ins(page)
    by_keyboard(page, "Harbour FM")
    expect(page.locator("h1")).to_have_text("Harbour FM")
    expect(page.locator("main")).to_contain_text("Its day has come")
    by_keyboard(page, "Begin with it")
    expect(page.locator("main")).to_contain_text("Begun")
    expect(page.locator("#text")).to_have_value(re.compile(r"how do you get on\?"))
    by_keyboard(page, "Send reach-out")
    expect(page.locator("[aria-current=step]")).to_contain_text("an answer is waited for until")
    answered(cast)
    my_open_check_ins(page)
    by_keyboard(page, "Harbour FM")
    expect(page.locator("main")).to_contain_text("Customer wrote")
    typed_into(page, "need-0", "Ada Quist, station manager")
    typed_into(page, "need-1", "All orders within a day.")
    by_keyboard(page, "Keep the finding")
    expect(page.locator("#earlier")).to_be_visible()
    grade_by_keyboard(page, "B")
    by_keyboard(page, "Give the grade")
    expect(page.locator("main")).to_contain_text("graded B")
    by_keyboard(page, "End the round…", leads=False)
    by_keyboard(page, "End the round")
    expect(page.locator("h1")).to_have_text("Check-ins")
    with cast.inside():
        check_in = CheckIn.objects.select_related("ticket").get()
        assert (check_in.ticket.state, check_in.grade) == ("asleep", "B")
    expect(page.locator("section[aria-labelledby=c-next]")).to_contain_text("Harbour FM")


def my_open_check_ins(page: Page) -> None:
    """Go there by its two letters; the firm stands among those that are open."""
    page.keyboard.press("g")
    page.keyboard.press("c")
    expect(page.locator("h1")).to_have_text("Check-ins")
    expect(page.locator("header.head p")).to_contain_text("Yours.")
    expect(page.locator("section[aria-labelledby=c-open]")).to_contain_text("Harbour FM")


def answered(cast: Cast) -> None:
    """Let the customer's answer come in by mail, and the engine see it."""
    with cast.inside():
        box, ours = Mailbox.objects.get(), Message.objects.filter(kind="staff").latest("id")
    raw = (
        f"From: Ada Quist <ada@harbour.example>\r\nTo: {box.address}\r\nSubject: Re: How is it going\r\n"
        f"Message-ID: <all-is-well@harbour.example>\r\nIn-Reply-To: {ours.message_id}\r\n"
        f"Date: {clock.now():%a, %d %b %Y %H:%M:%S} +0000\r\n\r\nAll is well.\r\n"
    )
    receive(workspace_id=cast.workspace_id, mailbox_id=box.pk, raw=raw.encode(), via=Via.SMTP, at=clock.now())
    seal_all(cast)
    rounds_to(cast, DUTIES, now=clock.now())


def test_the_rail_has_no_check_ins_where_the_manual_has_no_programme(opens: Opens):
    page = sign_in(opens(), a_workspace())
    expect(page.get_by_role("link", name="Check-ins")).to_have_count(0)


def test_a_ticket_that_recurs_leads_to_its_check_in_without_scripts_too(opens: Opens):
    cast = a_firm_that_is_due()
    page = sign_in(opens(scripts=False), cast)
    with cast.inside():
        number = number_of(CheckIn.objects.get().ticket_id)
    page.goto(f"/desk/{number}")
    page.get_by_role("link", name="programme: yearly check-in").first.click()
    expect(page.locator("h1")).to_have_text("Harbour FM")
    page.get_by_text("Log a call or a visit instead").click()
    page.locator("#call-text").fill("Left word with the front desk.")
    page.get_by_role("button", name="Write it down").click()
    expect(page.locator("main")).to_contain_text("Waits for an answer")


def test_after_a_refused_act_the_page_hears_of_what_others_do_and_keeps_what_was_refused(opens: Opens):
    """The act's own address answers nothing that is asked of it: the page asks where it stands."""
    cast = a_firm_that_is_due()
    page = sign_in(opens(), cast)
    with cast.inside():
        check_in = CheckIn.objects.get()
    page.goto(f"/check-ins/{check_in.pk}")
    page.fill("#need-0", "Ada Quist, station manager")
    page.get_by_role("button", name="Keep the finding").click()
    refused, error = page.locator("[data-refused] .missing"), page.locator("#need-1-e")
    expect(refused).to_be_visible()
    page.fill("#text", "My own words, not sent yet.")
    with cast.inside():
        log_reach_out(check_in_id=check_in.pk, how=How.CALL, text="Left word.", by=cast.teammate, at=clock.now())
    expect(page.locator("section[aria-labelledby=reached]")).to_contain_text("Elin Berg", timeout=20_000)
    expect(refused).to_be_visible()
    expect(error).to_be_visible()
    expect(page.locator("#need-0")).to_have_value("Ada Quist, station manager")
    expect(page.locator("#text")).to_have_value("My own words, not sent yet.")
    assert page.evaluate("document.activeElement.id") == "text", "though its panel stands elsewhere now"


def test_axe_finds_nothing_and_nothing_spills_from_its_day_to_exempt(opens: Opens):
    cast = a_firm_that_is_due()
    with cast.inside():
        check_in = CheckIn.objects.get().pk
    page = sign_in(opens(), cast)
    for path in ("/check-ins?of=everybody", f"/check-ins/{check_in}"):
        page.goto(path)
        looked_over(page)
    page.get_by_role("button", name="Send reach-out").click()
    looked_over(page)
    page.get_by_role("button", name="Keep the finding").click()
    page.get_by_role("alert").wait_for()
    looked_over(page)
    page.get_by_role("button", name="No check-in needed…").click()
    looked_over(page)
    page.locator("#reason").fill("They closed their stations.")
    page.get_by_role("button", name="No check-in needed", exact=True).click()
    expect(page.locator("main")).to_contain_text("No check-in needed")
    looked_over(page)
