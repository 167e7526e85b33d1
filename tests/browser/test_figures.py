"""A manager looks how promises were kept on a desk that came from another system: from the rail to a number, its tickets, a sum."""

import csv
import random
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from playwright.sync_api import Page, expect

from acceptance.incidents import tables
from rounds.basics import clock
from rounds.imports.targets import What
from rounds.targets.commands import catch_up
from rounds.targets.models import Run
from tests.browser.conftest import Opens
from tests.browser.looking import looked_over, wrong
from tests.browser.world import a_company, a_mail, ending, sign_in
from tests.rooms.imports.test_incidents import COLUMNS, brought, incident
from tests.world import Cast

MANY = 40


def an_imported_desk() -> tuple[Cast, int]:
    """Bring a service desk's log in, and let the manual's targets catch up with it; say how many promises were missed."""
    cast, chance = a_company(), random.Random(8)
    lines = [COLUMNS, *(line for number in range(MANY) for line in incident(number, chance))]
    log = list(csv.DictReader(lines))
    with TemporaryDirectory() as folder:
        tables.write_firms(log, firms := Path(folder) / "firms.csv")
        tables.write_people(log, people := Path(folder) / "people.csv")
        brought(cast, What.ACCOUNTS, firms.read_bytes())
        brought(cast, What.CONTACTS, people.read_bytes())
    assert brought(cast, What.TICKETS, "\n".join(lines).encode()).made == MANY
    with cast.inside():
        while catch_up(at=clock.now()):
            pass
        assert Run.objects.count() == MANY
        return cast, Run.objects.filter(missed_at__isnull=False).count()


def focus_by_tab(page: Page, selector: str) -> None:
    """Press Tab until what is sought has the focus."""
    for _ in range(200):
        if page.evaluate("(sought) => document.activeElement.matches(sought)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {selector}")


@pytest.mark.journey("Targets", by="import")
def test_from_the_rail_to_a_number_its_tickets_and_a_sum_by_keyboard_alone(opens: Opens):
    """Issue 4: due and missed figures of imported incidents, each with its tickets and its reason."""
    cast, missed = an_imported_desk()
    page = sign_in(opens(), cast, cast.manager)
    page.keyboard.press("g")
    page.keyboard.press("b")
    page.wait_for_url("**/targets")
    expect(page.locator("h1")).to_have_text("Targets")
    focus_by_tab(page, "#weeks")
    page.keyboard.type("Everything")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url("**weeks=0")
    expect(page.locator(".head p")).to_contain_text(f"{missed} were missed")
    focus_by_tab(page, "tr:last-child .when-late")
    expect(page.locator("tr:last-child .when-late")).to_have_text(str(missed))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Missed: first answer")
    expect(page.locator(".list > li")).to_have_count(missed)
    focus_by_tab(page, ".list .why")
    page.keyboard.press("Enter")
    expect(page.locator(".why-card, .static-card").first).to_contain_text("First answer: missed; it was due")
    expect(page.locator(".why-list").first).to_contain_text("counted in all: 4 h")
    page.keyboard.press("Escape")
    page.wait_for_url("**/desk/*")


def test_the_figures_stand_in_the_manual_beside_their_clause_and_on_the_ticket(opens: Opens):
    cast, _ = an_imported_desk()
    page = sign_in(opens(), cast, cast.manager)
    page.goto("/targets?weeks=0&by=priority")
    page.get_by_role("link", name="§ target: first answer").click()
    expect(page.locator("#target-first-answer")).to_be_in_viewport()
    page.goto("/desk/1")
    page.locator(".about a.why").click()
    expect(page.locator("#sums")).to_contain_text("counted in all: 4 h")
    expect(page).to_have_url(ending("/desk/1"))


def test_it_is_whole_without_scripts(opens: Opens):
    cast, missed = an_imported_desk()
    page = sign_in(opens(scripts=False), cast, cast.manager)
    page.goto("/targets")
    page.select_option("#weeks", "0")
    page.get_by_role("button", name="Show").click()
    page.locator("tr:last-child .when-late").click()
    expect(page.locator(".list > li")).to_have_count(missed)
    page.locator(".list .why").first.click()
    expect(page.locator("h1")).to_contain_text("What is promised on #")


def test_axe_finds_nothing_and_nothing_spills(opens: Opens):
    cast, _ = an_imported_desk()
    page = sign_in(opens(), cast, cast.manager)
    for path in ("/targets?weeks=0", "/targets?weeks=0&by=queue", "/targets/tickets?weeks=0", "/desk/1/targets"):
        page.goto(path)
        looked_over(page, path)


def test_the_list_says_why_something_is_due_while_the_pointer_rests_there_and_by_a_key(opens: Opens):
    """Issue 4: "due Tuesday 10:15, because …", with the sum."""
    cast = a_company()
    number = a_mail(cast, "Swap the banner", at=clock.now())
    with cast.inside():
        catch_up(at=clock.now())
    page = sign_in(opens(), cast, cast.rep)
    page.goto("/desk")
    page.locator(".ticket .due").hover()
    expect(page.locator("#why-due")).to_contain_text("promised within: 4 working hours")
    expect(page.locator("#why-due")).to_contain_text("counted in all: 4 h")
    page.mouse.move(5, 5)
    expect(page.locator("#why-due")).to_be_hidden()
    page.keyboard.press("j")
    page.keyboard.press("w")
    expect(page.locator("#why-due")).to_contain_text("First answer: due")
    assert wrong(page) == []
    page.keyboard.press("Escape")
    expect(page.locator("#why-due")).to_be_hidden()
    page.goto(f"/desk/{number}/targets")
    expect(page.locator("h1")).to_have_text(f"What is promised on #{number}")
