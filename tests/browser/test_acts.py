"""Issue 4: acts on many, macros and merges by keyboard alone; an open page follows a ticket that was merged away."""

from datetime import timedelta

from playwright.sync_api import expect

from rounds.basics import clock
from rounds.desk import commands as desk
from rounds.desk.models import Draft, Ticket
from tests.browser.conftest import Opens
from tests.browser.world import a_company, a_mail, sign_in
from tests.world import Cast


def three_mails(cast: Cast) -> list[int]:
    now = clock.now()
    return [a_mail(cast, f"Banner, part {each}", at=now - timedelta(hours=5 - each)) for each in range(3)]


def priorities(cast: Cast) -> list[str | None]:
    with cast.inside():
        return list(Ticket.objects.order_by("number").values_list("priority", flat=True))


def test_several_tickets_are_ticked_changed_and_changed_back_by_keyboard_alone(opens: Opens):
    cast = a_company()
    three_mails(cast)
    page = sign_in(opens(), cast)
    page.keyboard.press("x")
    page.wait_for_url("**/desk/choose*")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("x")
    expect(page.locator("[name=number]:checked")).to_have_count(2)
    page.keyboard.press("e")
    expect(page.locator("#m-do")).to_be_focused()
    page.locator("#m-do").press_sequentially("Urg")
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text("Priority set: urgent")
    assert priorities(cast) == ["urgent", "urgent", "normal"]
    page.keyboard.press("z")
    expect(page.locator("body")).to_contain_text("Taken back")
    assert priorities(cast) == ["normal"] * 3
    page.keyboard.press("Escape")
    page.wait_for_url("**/desk")
    page.keyboard.press("x")
    page.wait_for_url("**/desk/choose*")
    page.keyboard.press("a")
    expect(page.locator("[name=number]:checked")).to_have_count(3)
    page.keyboard.press("a")
    expect(page.locator("[name=number]:checked")).to_have_count(0)


def test_tickets_are_merged_from_the_list_and_parted_by_keyboard_alone(opens: Opens):
    cast = a_company()
    one, two, _ = three_mails(cast)
    page = sign_in(opens(), cast)
    page.keyboard.press("x")
    page.wait_for_url("**/desk/choose*")
    page.keyboard.press("j")
    page.keyboard.press("x")
    page.keyboard.press("x")
    page.keyboard.press("u")
    expect(page.locator("h1")).to_have_text("Merge tickets")
    expect(page.locator("[name=into]:checked")).to_have_value(str(one))
    page.locator("[name=number]:checked").focus()
    page.keyboard.press("Control+Enter")
    expect(page.locator("h1")).to_have_text(f"Merged into #{one}")
    page.keyboard.press("Escape")
    page.wait_for_url(f"**/desk/{one}")
    expect(page.locator(".about")).to_contain_text(f"#{two} Banner, part 1 merged")
    page.goto(f"/desk/{two}")
    page.wait_for_url(f"**/desk/{one}")
    page.get_by_role("link", name=f"#{two} Banner, part 1").click()
    page.wait_for_url("**/desk/merges/*")
    page.keyboard.press("z")
    expect(page.locator("body")).to_contain_text("each stands for itself")


def test_a_macro_is_found_by_its_name_read_run_and_taken_back_by_keyboard_alone(opens: Opens):
    cast = a_company()
    number = three_mails(cast)[0]
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    page.keyboard.press("Control+k")
    page.keyboard.type("glad")
    expect(page.locator("#palette-found")).to_contain_text("Glad to help")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**/desk/{number}/macros*")
    expect(page.locator("section").first).to_contain_text("We are glad that it works as you wanted")
    expect(page.get_by_role("button", name="Run it").first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Ran the macro: glad to help")
    with cast.inside():
        assert Ticket.objects.get(number=number).state == "closed"
    page.keyboard.press("z")
    expect(page.locator("body")).to_contain_text("Taken back")
    with cast.inside():
        assert Ticket.objects.get(number=number).state == "new"


def test_a_page_whose_ticket_is_merged_away_goes_along_and_keeps_what_is_typed(opens: Opens):
    """Nothing that is typed is lost, and nobody works on where the ticket no longer is."""
    cast = a_company()
    one, two, _ = three_mails(cast)
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{two}")
    page.fill("#msg", "Dear Dana, about your")
    expect(page.locator("[data-kept]")).to_contain_text("Draft kept", timeout=10_000)
    with cast.inside():
        desk.merge(number=one, others=[two], by=cast.teammate, at=clock.now())
    page.wait_for_url(f"**/desk/{one}", timeout=20_000)
    expect(page.locator("#msg")).to_have_value("Dear Dana, about your")
    with cast.inside():
        assert Draft.objects.get().ticket.number == one
