"""All of it by keyboard: finding, answering, noting, dating, asking why; and letters switched off."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from rounds.basics import clock
from rounds.desk import commands as desk
from tests.browser.conftest import Opens
from tests.browser.world import a_company, a_mail, ending, sign_in


@pytest.mark.journey("Desk", by="mail")
def test_a_mail_is_found_answered_and_left_without_a_mouse(opens: Opens):
    """F6."""
    cast, now = a_company(), clock.now()
    a_mail(cast, "Footer shows the old number", at=now - timedelta(hours=2))
    a_mail(cast, "Swap the banner", at=now - timedelta(hours=1))
    page = sign_in(opens(), cast)
    keys = page.keyboard
    keys.press("j")
    keys.press("j")
    expect(page.locator(".ticket:focus .ticket-t")).to_have_text("Swap the banner")
    keys.press("k")
    expect(page.locator(".ticket:focus .ticket-t")).to_have_text("Footer shows the old number")
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Footer shows the old number")
    keys.press("r")
    expect(page.locator("#msg")).to_be_focused()
    keys.type("Just the number, or the hours too?")
    keys.press("Control+Enter")
    expect(page.locator(".msg-ours")).to_contain_text("Just the number, or the hours too?")
    keys.press("m")
    keys.type("She prefers a call.")
    keys.press("Control+Enter")
    expect(page.locator(".msg-note")).to_contain_text("She prefers a call.")
    keys.press("Escape")
    page.wait_for_url("**/desk")


def test_date_why_and_help_open_and_give_focus_back(opens: Opens):
    cast, now = a_company(), clock.now()
    number = a_mail(cast, "Swap the banner")
    with cast.inside():
        desk.answer(number=number, text="Today.", by=cast.rep, at=now)
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    page.keyboard.press("h")
    expect(page.locator("#d-date")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#act-date")).to_be_focused()
    for clause in ("§ mailbox: support", "§ promised dates"):
        page.keyboard.press("w")
        expect(page.locator(".why-card:popover-open")).to_contain_text(clause)
        page.keyboard.press("Escape")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#help")).not_to_be_visible()
    expect(page).to_have_url(ending(f"/desk/{number}"))


def test_g_and_a_letter_go_to_each_room_of_the_rail(opens: Opens):
    page = sign_in(opens(), (cast := a_company()), cast.manager)
    for letter, address in (
        ("a", "/accounts"),
        ("o", "/outbox"),
        ("q", "/quarantine"),
        ("m", "/manual"),
        ("d", "/desk"),
    ):
        page.keyboard.press("g")
        page.keyboard.press(letter)
        page.wait_for_url(f"**{address}")


def test_search_or_do_finds_a_page_an_act_and_a_ticket_by_its_number(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-q")).to_be_focused()
    page.keyboard.type(str(number))
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/{number}")
    page.keyboard.press("Control+k")
    page.keyboard.type("note")
    page.keyboard.press("Enter")
    expect(page.locator("#msg")).to_be_focused()
    expect(page.locator("#kind-note")).to_be_checked()
    page.keyboard.press("Escape")
    page.keyboard.press("Control+k")
    page.keyboard.type("acc")
    page.keyboard.press("Enter")
    page.wait_for_url("**/accounts")


def test_letters_stay_letters_in_fields_and_can_be_switched_off(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    page.locator("#msg").focus()
    page.keyboard.type("jkgdmr?")
    expect(page.locator("#msg")).to_have_value("jkgdmr?")
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    page.get_by_label("Single letters are keys").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.keyboard.press("m")
    page.keyboard.press("r")
    expect(page.locator("#msg")).not_to_be_focused()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-q")).to_be_focused()


def test_the_first_tab_skips_to_the_page(opens: Opens):
    page = sign_in(opens(), a_company())
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#main")).to_be_focused()


def test_the_keys_are_all_reached_in_a_small_window(opens: Opens):
    page = sign_in(opens(width={"width": 390, "height": 500}), a_company())
    page.evaluate("() => document.querySelector('#help').showPopover()")
    expect(page.locator("#help")).to_be_visible()
    page.locator("#help input[type=checkbox]").scroll_into_view_if_needed()
    expect(page.locator("#help input[type=checkbox]")).to_be_in_viewport(ratio=1)
