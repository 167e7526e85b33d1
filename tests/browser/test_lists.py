"""Lists and views by keyboard alone: twenty tickets triaged, a search kept, moved, deleted and brought back, counts that stay true."""

from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from rounds.basics import clock
from rounds.lists.commands import save_view
from tests.browser.conftest import Opens
from tests.browser.test_live import listens, live
from tests.browser.world import a_company, a_mail, sign_in

__all__ = ["live"]

FOCUSED = """() => { const it = document.activeElement;
  return it === document.body ? '' : it.getAttribute('aria-label') || it.textContent.trim(); }"""


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what has the focus says this."""
    for _ in range(40):
        if page.evaluate(FOCUSED).startswith(words):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never came to “{words}”")


def test_twenty_tickets_are_triaged_by_keyboard_alone(opens: Opens):
    """Issue 4, F6: answered, held, put to sleep, closed, until nothing is our turn; no mouse."""
    cast, now = a_company(), clock.now()
    for count in range(20):
        a_mail(cast, f"Change {count:02}", at=now - timedelta(minutes=60 - count))
    page = sign_in(opens(), cast)
    keys = page.keyboard
    tab_to(page, "Our turn 20")
    keys.press("Enter")
    expect(page.locator(".seg-list [aria-current]")).to_have_text("Our turn 20")
    for count in range(20):
        keys.press("j")
        expect(page.locator(".ticket:focus .ticket-t")).to_have_text(f"Change {count:02}")
        keys.press("Enter")
        expect(page.locator("h1")).to_have_text(f"Change {count:02}")
        ACTS[count % 4](page)
        expect(page.locator(".seg-list")).to_contain_text(f"Our turn {19 - count}")
        keys.press("Escape")
        page.wait_for_url("**/desk?show=ours")
    expect(page.locator("#list")).to_contain_text("Nothing is our turn")
    for word in ("Their turn 10", "Asleep 5", "On hold 5"):
        expect(page.locator(".seg-list")).to_contain_text(word)


def answer(page: Page) -> None:
    page.keyboard.press("r")
    page.keyboard.type("It is done.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".msg-ours")).to_contain_text("It is done.")


def hold(page: Page) -> None:
    page.keyboard.press("o")
    expect(page.locator("#h-holder")).to_be_focused()
    page.keyboard.press("Tab")
    page.keyboard.type("They move the domain.")
    page.keyboard.press("Tab")
    tab_to(page, "Put on hold")
    page.keyboard.press("Enter")
    expect(page.locator(".talk-state")).to_contain_text("Waits for")


def sleep(page: Page) -> None:
    page.keyboard.press("h")
    expect(page.locator("#d-date")).to_be_focused()
    page.keyboard.press("ArrowDown")
    tab_to(page, "Put to sleep until then")
    page.keyboard.press("Enter")
    expect(page.locator(".talk-state")).to_contain_text("Asleep")


def close(page: Page) -> None:
    page.keyboard.press("e")
    expect(page.get_by_role("button", name="Close it")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator(".talk-state")).to_contain_text("Closed")


ACTS = (answer, hold, sleep, close)


@pytest.mark.journey("Lists and views", by="mail")
def test_a_search_is_kept_and_its_view_moved_deleted_and_brought_back_by_keyboard(opens: Opens):
    cast = a_company()
    a_mail(cast, "Swap the banner")
    with cast.inside():
        save_view(name="First", search="is:asleep", by=cast.rep, at=clock.now())
    page = sign_in(opens(), cast)
    keys = page.keyboard
    keys.press("/")
    keys.type("is:our-turn older:1h")
    keys.press("Enter")
    expect(page.get_by_role("list", name="Filters")).to_contain_text("our turn")
    keys.press("Escape")
    keys.press("v")
    expect(page.locator("#kv-name")).to_be_focused()
    keys.type("Waiting")
    keys.press("Enter")
    expect(page.locator("h1")).to_have_text("Waiting")
    expect(page.locator(".rail a[aria-current]")).to_contain_text("Waiting")
    keys.press("g")
    keys.press("v")
    page.wait_for_url("**/desk/lists")
    names = page.locator("section ol .item-t")
    expect(names).to_contain_text(["First", "Waiting"])
    tab_to(page, "Move Waiting up")
    keys.press("Enter")
    expect(names).to_contain_text(["Waiting", "First"])
    tab_to(page, "Change…")
    keys.press("Enter")
    tab_to(page, "Delete it")
    keys.press("Enter")
    expect(names).to_contain_text(["First"])
    expect(page.get_by_role("button", name="Bring it back")).to_be_focused()
    keys.press("z")
    expect(names).to_contain_text(["Waiting", "First"])
    keys.press("Control+k")
    keys.type("wait")
    keys.press("Enter")
    page.wait_for_url("**/desk?view=*")


def test_the_count_of_a_view_is_kept_true_on_a_page_that_is_open(live: int, opens: Opens):
    cast = a_company()
    a_mail(cast, "The first")
    with cast.inside():
        view = save_view(name="Ours", search="is:our-turn", by=cast.rep, at=clock.now())
    page = sign_in(opens(), cast)
    page.goto("/accounts")
    count = page.locator(f'.rail [data-list="view:{view.pk}"] .n')
    expect(count).to_contain_text("1")
    page.goto("/desk")
    listens(page)
    expect(count).to_contain_text("1")
    a_mail(cast, "The second")
    expect(count).to_contain_text("2", timeout=4_000)
