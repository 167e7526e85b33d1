"""Whoever writes from two addresses stands here twice, until somebody says that both are one: by keyboard, without a mouse."""

from playwright.sync_api import Locator, Page, expect

from tests.browser.conftest import Opens
from tests.browser.world import a_company, a_mail, ending, sign_in

HOME = "Dana Whitlock <dana@home.example>"


def tab_to(page: Page, there: Locator) -> None:
    """Go on by Tab until this has the focus, as somebody without a mouse does."""
    for _ in range(80):
        if there.evaluate("it => it === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab does not reach {there}")


def test_two_contacts_become_one_person_by_keyboard_and_each_their_own_again(opens: Opens):
    cast = a_company()
    a_mail(cast, "From work")
    a_mail(cast, "From home", sender=HOME)
    page = sign_in(opens(), cast)
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(page).to_have_url(ending("/accounts"))
    strangers = page.get_by_role("region", name="Of no firm yet").get_by_role("link", name="Dana Whitlock")
    expect(strangers).to_have_count(2)
    tab_to(page, strangers.last)  # the newest stands first
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Dana Whitlock")
    expect(page.get_by_role("region", name="Their tickets").locator(".item-t")).to_have_text(["From work"])
    tab_to(page, page.get_by_role("link", name="Here twice? Join the two…"))
    page.keyboard.press("Enter")
    tab_to(page, page.get_by_role("link", name="dana@home.example"))
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Goes into it")).to_be_visible()
    tab_to(page, page.get_by_role("button", name="They are one person"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("One person")
    tab_to(page, page.get_by_role("link", name="To their page"))
    page.keyboard.press("Enter")
    tickets = page.get_by_role("region", name="Their tickets").locator(".item-t")
    expect(tickets).to_have_count(2)
    expect(page.get_by_role("region", name="Addresses")).to_contain_text("dana@home.example")
    tab_to(page, page.get_by_role("region", name="The same person").get_by_role("link", name="Dana Whitlock"))
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("One person")
    page.keyboard.press("z")
    expect(page.locator("main")).to_contain_text("each stands for itself")
    page.get_by_role("link", name="To their page").press("Enter")
    expect(tickets).to_have_text(["From work"])


def test_who_is_moved_and_gets_an_address_is_told_what_came_of_it_and_a_refusal_keeps_what_was_typed(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "From work")
    a_mail(cast, "From home", sender=HOME)
    page = sign_in(opens(), cast)
    page.goto(f"{page.url.rstrip('/')}/{number}")
    page.get_by_role("complementary", name="About this ticket").get_by_role("link", name="Dana Whitlock").press("Enter")
    page.get_by_label("Another address of theirs").fill("dana@home.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("alert")).to_contain_text("belongs to another contact")
    expect(page.get_by_label("Another address of theirs")).to_have_value("dana@home.example")
    page.get_by_label("Another address of theirs").fill("dana@fair.example")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Addresses")).to_contain_text("dana@fair.example")
    page.get_by_text("Say where…").press("Enter")
    page.get_by_label("Name of the account").fill("Harbour Tile & Stone")
    page.keyboard.press("Enter")
    expect(page.get_by_role("region", name="Account").get_by_role("link")).to_have_text("Harbour Tile & Stone")
    page.get_by_role("region", name="Their tickets").get_by_role("link").press("Enter")
    expect(page.get_by_role("complementary", name="About this ticket")).to_contain_text("Harbour Tile & Stone")
