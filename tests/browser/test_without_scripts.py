"""The whole way with scripts switched off: every form posts and comes back."""

import re

from playwright.sync_api import expect

from rounds.basics import clock
from rounds.desk import commands as desk
from tests.browser.conftest import Opens
from tests.browser.world import a_company, a_mail, sign_in


def test_a_mail_is_read_answered_dated_and_closed_without_scripts(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(scripts=False), cast)
    page.get_by_role("link", name="Our turn 1").click()
    page.locator(".ticket").first.click()
    expect(page.locator("h1")).to_have_text("Swap the banner")
    page.fill("#msg", "It goes live today.")
    page.select_option("#c-date", "2 weeks")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".msg-ours")).to_contain_text("It goes live today.")
    page.locator(".composer label", has_text="Internal note").click()
    page.fill("#msg", "Looked at it on a phone.")
    page.get_by_role("button", name="Keep note").click()
    expect(page.locator(".msg-note")).to_contain_text("Looked at it on a phone.")
    page.get_by_role("button", name="Date").click()
    page.select_option("#d-date", "1 week")
    page.get_by_role("button", name="Put to sleep until then").click()
    expect(page.locator(".talk-state")).to_contain_text("Asleep")
    page.get_by_role("button", name="Close…").click()
    page.get_by_role("button", name="Close it").click()
    expect(page.locator(".talk-state")).to_contain_text("Closed")
    expect(page).to_have_url(re.compile(rf"/desk/{number}(\?show=ours)?$"))


def test_why_and_search_work_without_scripts(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    with cast.inside():
        desk.answer(number=number, text="Today.", by=cast.rep, at=clock.now())
    page = sign_in(opens(scripts=False), cast)
    page.goto(f"/desk/{number}")
    page.locator(".event.auto .why").click()
    page.get_by_role("link", name="All of it").click()
    expect(page.locator("h1")).to_contain_text("set the reopen date")
    page.locator(".rail .find").click()
    page.fill("#palette-q", str(number))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/{number}")
