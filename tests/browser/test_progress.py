"""A lead looks how the check-ins get on, and when they wake: from the rail to a number, its rows and back, by keyboard (A12)."""

import os

import pytest
from playwright.sync_api import Page, expect

from rounds.basics import clock
from tests.browser.conftest import PHONE, WIDE, Opens
from tests.browser.test_every_page import spill, wrong
from tests.browser.test_figures import focus_by_tab
from tests.browser.world import sign_in
from tests.rooms.checkins.many import a_year_of_work
from tests.world import Cast


@pytest.fixture(scope="module")
def team() -> Cast:
    return a_year_of_work(clock.now())


def opened_by_tab(page: Page, selector: str) -> None:
    """Reach a link with the Tab key alone, and follow it."""
    focus_by_tab(page, selector)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def test_from_the_rail_to_a_number_and_its_rows_by_keyboard_alone_A12(opens: Opens, team: Cast):
    page = sign_in(opens(), team, team.manager)
    page.keyboard.press("g")
    page.keyboard.press("p")
    page.wait_for_url("**/progress")
    expect(page.locator("h1")).to_have_text("Progress")
    number = page.locator("tbody tr:last-child .when-late")
    many = int(number.inner_text())
    opened_by_tab(page, "tbody tr:last-child .when-late")
    expect(page.locator("h1")).to_have_text("Late check-ins")
    expect(page.locator("[data-row]")).to_have_count(min(many, 50))
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.matches('[data-row]')")
    page.keyboard.press("Escape")
    page.wait_for_url("**/progress?*")
    opened_by_tab(page, "svg[role=group] a")
    expect(page.locator("h1")).to_have_text("Check-ins done, due and late")


def test_from_the_rail_through_the_months_to_a_day_and_its_rows_by_keyboard_alone_A12(opens: Opens, team: Cast):
    page = sign_in(opens(), team, team.manager)
    page.keyboard.press("g")
    page.keyboard.press("w")
    page.wait_for_url("**/calendar")
    expect(page.locator("h1")).to_have_text("Calendar")
    this = page.locator("#cal-h").inner_text()
    opened_by_tab(page, ".cal-n [rel=next]")
    expect(page.locator("#cal-h")).not_to_have_text(this)
    while page.locator(".cal td:not(.sum) a").count() == 0:
        opened_by_tab(page, ".cal-n [rel=next]")
    page.keyboard.press("j")
    many = int(page.evaluate("document.activeElement.querySelector('b').innerText"))
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Check-ins that wake")
    expect(page.locator("[data-row]")).to_have_count(min(many, 50))
    page.keyboard.press("Escape")
    page.wait_for_url("**/calendar?*")


@pytest.mark.parametrize("mode", ["light", "dark"])
@pytest.mark.parametrize(
    "path", ["/progress", "/calendar", "/calendar?of=mine", "/check-ins/counted?which=due", "/progress?year=2024"]
)
def test_axe_finds_nothing_and_nothing_spills(opens: Opens, team: Cast, path: str, mode: str):
    page = sign_in(opens(color_scheme=mode), team, team.manager)
    page.goto(path)
    for width in (WIDE, PHONE, {"width": 320, "height": 700}):
        page.set_viewport_size(width)
        assert wrong(page) == [], width
        assert spill(page) <= 0, width
        if folder := os.environ.get("PICS"):
            page.screenshot(
                path=f"{folder}/{path.strip('/').replace('/', '-').replace('?', '-')}-{width['width']}-{mode}.png",
                full_page=True,
            )
