"""A lead looks how the check-ins get on, and when they wake: from the rail to a number, its rows and back, by keyboard (A12)."""

from datetime import timedelta
from itertools import pairwise

import pytest
from playwright.sync_api import Page, expect

from rounds.basics import clock
from tests.browser.conftest import Opens
from tests.browser.looking import looked_over
from tests.browser.test_figures import focus_by_tab
from tests.browser.world import sign_in
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.many import a_year_of_work, many_firms
from tests.world import Cast, a_workspace


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


@pytest.mark.parametrize(
    "path", ["/progress", "/calendar", "/calendar?of=mine", "/check-ins/counted?which=due", "/progress?year=2024"]
)
def test_axe_finds_nothing_and_nothing_spills(opens: Opens, team: Cast, path: str):
    page = sign_in(opens(), team, team.manager)
    page.goto(path)
    looked_over(page, f"{path.strip('/').replace('/', '-').replace('?', '-')}")


MONTHS = """ends => {
    const list = document.querySelector('.wake-m'), months = [...list.children], wide = list.getBoundingClientRect().width / 52;
    if (ends.length) { months.at(0).className = ends[0]; months.at(-1).className = ends[1]; }
    let weeks = 0;
    return months.map(month => {
        const box = month.getBoundingClientRect(), words = document.createRange();
        words.selectNodeContents(month);
        const said = words.getBoundingClientRect(), begins = list.getBoundingClientRect().left + weeks * wide;
        weeks += Number(month.className.split('-')[1]);
        return {off: Math.abs(box.left - begins), tall: Math.round(box.height), left: said.left, right: said.right};
    });
}"""


@pytest.mark.parametrize("ends", [(), ("span-1", "span-0"), ("span-1", "span-1")])
def test_months_stand_under_their_weeks_and_one_beside_another_however_short_they_are_at_the_ends_A12(
    opens: Opens, team: Cast, ends: tuple[str, ...]
):
    page = sign_in(opens(), team, team.manager)
    page.goto("/progress")
    months = page.evaluate(MONTHS, list(ends))
    assert len({month["tall"] for month in months}) == 1, "no name is broken"
    assert all(one["right"] <= two["left"] + 1 for one, two in pairwise(months))
    assert all(month["off"] < 1 for month in months)
    assert page.evaluate("document.documentElement.scrollWidth") <= page.evaluate("innerWidth")


def test_check_ins_are_spread_by_keyboard_and_axe_finds_nothing(opens: Opens):
    cast = a_workspace(manual=a_yearly_manual(), at=clock.now() - timedelta(days=1))
    with cast.inside():
        many_firms(30, days=4, at=clock.now())
    page = sign_in(opens(), cast, cast.lead)
    page.goto("/check-ins?of=everybody")
    opened_by_tab(page, "a[href='/check-ins/spread']")
    looked_over(page, "spread-ask")
    opened_by_tab(page, "form .btn-main")
    expect(page.locator("main")).to_contain_text("30 get another day")
    looked_over(page, "spread-look")
    opened_by_tab(page, "form[method=post] .btn-main")
    expect(page.locator("h1")).to_have_text("30 check-ins spread")
    looked_over(page, "spread-done")
    with page.expect_navigation():
        page.keyboard.press("z")
    expect(page.locator("main")).to_contain_text("Taken back")


def test_the_desk_with_ones_own_open_check_ins_has_nothing_wrong_A2(opens: Opens, team: Cast):
    page = sign_in(opens(), team, team.rep)
    page.goto("/desk")
    expect(page.locator("#mine-h")).to_have_text("My open check-ins")
    looked_over(page, "desk")
