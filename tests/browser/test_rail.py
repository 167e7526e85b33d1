"""Places of the rail whose journeys stand nowhere else: what came in by import or mail is found from there, by keyboard."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from rounds.basics import clock
from rounds.checkins.duties import DUTIES
from rounds.checkins.models import CheckIn
from rounds.desk import commands as desk
from rounds.desk.duties import TELL_FOLLOWERS
from rounds.imports import bringing_in
from rounds.imports.commands import bring_file, start
from rounds.imports.targets import What
from tests.browser.conftest import Opens
from tests.browser.test_progress import opened_by_tab
from tests.browser.world import a_company, a_mail, sign_in
from tests.manuals import a_yearly_manual
from tests.rooms.passing import rounds_to
from tests.rooms.timeline.sealed import seal_all
from tests.world import Cast, a_workspace

FIRMS = b"id,name,lifecycle\n1,Harbour FM,customer\n2,Radio Linden,customer\n3,Vantage,prospect\n"
MAP = "columns: {id: external id, name: name, lifecycle: lifecycle stage}\n"


def brought_in(cast: Cast, data: bytes, map_text: str) -> None:
    """Import a file of firms to its end."""
    now = clock.now()
    with cast.inside():
        found = bring_file(what=What.ACCOUNTS, name="firms.csv", data=data, map_text=map_text, by=cast.manager, at=now)
        start(import_id=found.pk, by=cast.manager, at=now, here_and_now=True)
    bringing_in.run(workspace_id=cast.workspace_id, import_id=found.pk, clock=clock.now)


def went_to(page: Page, letter: str, name: str) -> None:
    """Press G and the letter of a place."""
    page.keyboard.press("g")
    page.keyboard.press(letter)
    expect(page.locator("h1")).to_have_text(name)


@pytest.mark.journey("Accounts", by="import")
def test_a_firm_that_was_imported_is_found_from_the_rail(opens: Opens):
    brought_in(cast := a_company(), FIRMS, MAP)
    page = sign_in(opens(), cast)
    went_to(page, "a", "Accounts")
    expect(page.get_by_role("link", name="Vantage")).to_be_visible()
    firm = page.get_by_role("link", name="Harbour FM").get_attribute("href")
    opened_by_tab(page, f"a[href='{firm}']")
    expect(page.locator("h1")).to_have_text("Harbour FM")


@pytest.mark.journey("Notices", by="mail")
def test_whoever_follows_what_came_by_mail_is_told_what_a_colleague_does_there(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    with cast.inside():
        desk.follow(number=number, by=cast.rep, at=clock.now() - timedelta(minutes=50))
        desk.note(number=number, text="Elin knows the colours.", by=cast.teammate, at=clock.now())
    seal_all(cast)
    rounds_to(cast, [TELL_FOLLOWERS], now=clock.now())
    page = sign_in(opens(), cast)
    went_to(page, "n", "Notices")
    expect(page.locator("main")).to_contain_text("Swap the banner")
    opened_by_tab(page, f"main a[href^='/desk/{number}']")
    expect(page.locator("h1")).to_contain_text("Swap the banner")


@pytest.mark.journey("Calendar", by="import")
@pytest.mark.journey("Progress", by="import")
def test_firms_that_were_imported_stand_in_progress_and_in_the_calendar(opens: Opens):
    cast = a_workspace(manual=a_yearly_manual(), at=clock.now() - timedelta(days=30))
    brought_in(cast, FIRMS, MAP)
    seal_all(cast)
    rounds_to(cast, DUTIES, now=clock.now())
    with cast.inside():
        assert CheckIn.objects.count() == 2, "a prospect has none"
    page = sign_in(opens(), cast, cast.manager)
    went_to(page, "p", "Progress")
    ungraded = page.locator(".hbars-g li", has_text="no grade").locator("a").first
    expect(ungraded).to_have_text("2")
    opened_by_tab(page, f"a[href='{ungraded.get_attribute('href')}']")
    expect(page.locator("[data-row]")).to_contain_text(["Harbour FM", "Radio Linden"])
    page.keyboard.press("Escape")
    page.wait_for_url("**/progress*")
    went_to(page, "w", "Calendar")
    while page.locator(".cal td:not(.sum) a").count() == 0:
        opened_by_tab(page, ".cal-n [rel=next]")
    opened_by_tab(page, ".cal td:not(.sum) a")
    expect(page.locator("h1")).to_have_text("Check-ins that wake")
    expect(page.locator("[data-row]").first).to_contain_text(re.compile("Harbour FM|Radio Linden"))
