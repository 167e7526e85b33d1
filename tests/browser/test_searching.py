"""Issue 4: searching by keyboard alone, in the list and in “Search or do”."""

import os
import re

from playwright.sync_api import expect

from tests.browser.conftest import Opens
from tests.browser.world import a_company, a_mail, sign_in


def test_a_search_is_typed_read_and_left_by_keyboard(opens: Opens):
    cast = a_company()
    a_mail(cast, "Footer shows the old number")
    a_mail(cast, "Swap the banner", text="The banner of the lift, please.")
    page = sign_in(opens(), cast)
    page.keyboard.press("/")
    expect(page.locator("#q")).to_be_focused()
    page.keyboard.type("lifts is:open")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk?q=lifts*")
    expect(page.locator(".tickets mark")).to_have_text("lift")
    expect(page.locator(".tickets > li")).to_have_count(1)
    expect(page.locator(".chip")).to_contain_text("open")
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/search.png")
        page.set_viewport_size({"width": 390, "height": 844})
        page.screenshot(path=f"{folder}/search-390.png")
        page.set_viewport_size({"width": 1440, "height": 900})
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Swap the banner")
    expect(page).to_have_url(re.compile("q=lifts"))


def test_search_or_do_opens_a_ticket_by_its_words(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner", text="The gargoyle must go.")
    page = sign_in(opens(), cast)
    page.keyboard.press("Control+k")
    page.keyboard.type("gargoyles")
    expect(page.locator("#palette-found a").first).to_contain_text("Swap the banner")
    expect(page.locator("#palette-found a").first).to_have_attribute("aria-selected", "true")
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/palette.png")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/{number}")


def test_without_scripts_search_is_a_page(opens: Opens):
    cast = a_company()
    a_mail(cast, "Swap the banner")
    page = sign_in(opens(scripts=False), cast)
    page.fill("#q", "banner")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk?q=banner")
    expect(page.locator(".tickets > li")).to_have_count(1)
