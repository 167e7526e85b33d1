"""Whoever has somebody erased is answered at once, and the open page says when it is done; without scripts they look again."""

from playwright.sync_api import Page, expect

from rounds.accounts.models import ContactAddress
from rounds.basics import clock
from rounds.mail.erasing import erase_all
from tests.browser.conftest import Opens
from tests.browser.test_live import WITHIN, listens, live
from tests.browser.world import a_company, a_mail, ending, sign_in
from tests.world import Cast

__all__ = ["live"]


def asked_to_erase(page: Page, cast: Cast) -> None:
    """Go to the page of whoever wrote last, and ask that they be erased."""
    with cast.inside():
        person = ContactAddress.objects.latest("id").contact_id
    page.goto(f"/contacts/{person}")
    page.get_by_role("link", name="Erase this person…").click()
    page.get_by_label("I want it erased").check()
    page.get_by_role("button", name="Erase Dana Whitlock").click()
    expect(page).to_have_url(ending(f"/contacts/{person}/erasing"))
    expect(page.get_by_role("heading", name="They are being erased")).to_be_visible()


def test_the_open_page_says_when_somebody_is_erased(live: int, opens: Opens):
    cast = a_company()
    a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast, cast.manager)
    asked_to_erase(page, cast)
    listens(page)
    erase_all(workspace_id=cast.workspace_id, clock=clock.now)
    expect(page.get_by_role("heading", name="They are erased")).to_be_visible(timeout=WITHIN)
    expect(page.locator("main")).not_to_contain_text("Dana")
    page.get_by_role("link", name="To their page").click()
    expect(page.locator("h1")).to_have_text("Erased person")


def test_the_page_of_a_person_says_that_they_are_being_erased_and_that_it_is_done(live: int, opens: Opens):
    cast = a_company()
    a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast, cast.manager)
    asked_to_erase(page, cast)
    page.get_by_role("link", name="Dana Whitlock").click()
    expect(page.get_by_role("heading", name="They are being erased")).to_be_visible()
    expect(page.get_by_label("Another address of theirs")).to_have_count(0)
    listens(page)
    erase_all(workspace_id=cast.workspace_id, clock=clock.now)
    expect(page.locator("h1")).to_have_text("Erased person", timeout=WITHIN)
    expect(page.get_by_role("heading", name="They are being erased")).to_have_count(0)


def test_without_scripts_one_looks_again(opens: Opens):
    cast = a_company()
    a_mail(cast, "Swap the banner")
    page = sign_in(opens(scripts=False), cast, cast.manager)
    asked_to_erase(page, cast)
    erase_all(workspace_id=cast.workspace_id, clock=clock.now)
    page.get_by_role("link", name="Look again").click()
    expect(page.get_by_role("heading", name="They are erased")).to_be_visible()
