"""Going through the list: oldest first, by turn, by queue, a page at a time."""

from datetime import timedelta

from playwright.sync_api import expect

from rounds.basics import clock
from rounds.desk import commands as desk
from tests.browser.conftest import PHONE, Opens
from tests.browser.world import a_company, a_mail, ending, sign_in


def test_what_came_first_stands_first_and_segments_swap_the_list_alone(opens: Opens):
    """D10, C4."""
    cast, now = a_company(), clock.now()
    footer = a_mail(cast, "Footer shows the old number", at=now - timedelta(hours=5))
    a_mail(cast, "Swap the banner", at=now - timedelta(hours=4))
    with cast.inside():
        desk.answer(number=footer, text="Which is right?", by=cast.rep, at=now - timedelta(hours=3))
    page = sign_in(opens(), cast)
    expect(page.locator(".ticket-t")).to_have_text(["Footer shows the old number", "Swap the banner"])
    page.evaluate("window.stillHere = true")
    page.get_by_role("link", name="Their turn 1").click()
    expect(page.locator(".ticket-t")).to_have_text(["Footer shows the old number"])
    expect(page).to_have_url(ending("/desk?show=theirs"))
    page.get_by_role("link", name="Our turn 1").click()
    expect(page.locator(".ticket-t")).to_have_text(["Swap the banner"])
    assert page.evaluate("window.stillHere") is True
    page.go_back()
    expect(page.locator(".ticket-t")).to_have_text(["Footer shows the old number"])
    page.reload()
    expect(page.locator(".ticket-t")).to_have_text(["Footer shows the old number"])


def test_the_list_stays_beside_the_ticket_that_is_open(opens: Opens):
    cast = a_company()
    a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast)
    page.get_by_role("link", name="Our turn 1").click()
    expect(page.locator(".seg-list [aria-current]")).to_have_text("Our turn 1")
    page.locator(".ticket").first.click()
    expect(page).to_have_url(ending("?show=ours"))
    expect(page.locator("h1")).to_have_text("Swap the banner")
    expect(page.locator("li[aria-current] .ticket-t")).to_have_text("Swap the banner")


def test_pages_follow_each_other_without_losing_or_repeating_a_ticket(opens: Opens):
    cast, now = a_company(), clock.now()
    for count in range(30):
        a_mail(cast, f"Change {count:02}", at=now - timedelta(minutes=60 - count))
    page = sign_in(opens(), cast)
    first = page.locator(".ticket-t").all_inner_texts()
    page.get_by_role("link", name="Next 25").click()
    expect(page.locator(".ticket-t")).to_have_count(5)
    second = page.locator(".ticket-t").all_inner_texts()
    assert first + second == [f"Change {count:02}" for count in range(30)]
    page.get_by_role("link", name="From the start").click()
    expect(page.locator(".ticket-t")).to_have_count(25)


def test_on_a_phone_list_and_ticket_are_pages_of_their_own(opens: Opens):
    cast = a_company()
    a_mail(cast, "Swap the banner")
    page = sign_in(opens(width=PHONE, has_touch=True), cast)
    expect(page.locator(".talk")).not_to_be_visible()
    page.locator(".ticket").first.tap()
    expect(page.locator("h1")).to_have_text("Swap the banner")
    expect(page.locator(".queue")).not_to_be_visible()
    page.get_by_role("link", name="Desk").first.tap()
    expect(page.locator(".queue")).to_be_visible()


def test_an_empty_desk_says_what_will_fill_it(opens: Opens):
    page = sign_in(opens(), a_company())
    expect(page.locator("#list")).to_contain_text("The desk is empty")
    page.get_by_role("link", name="Asleep 0").click()
    expect(page.locator("#list")).to_contain_text("Nothing is asleep")
    page.get_by_role("link", name="All open tickets").click()
    expect(page.locator("#list")).to_contain_text("The desk is empty")
