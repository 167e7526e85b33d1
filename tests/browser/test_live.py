"""Issue 4: two members at once. What one does, the other's open page shows within two seconds; nothing that is typed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from rounds.basics import clock
from rounds.desk import commands as desk
from rounds.desk.models import Draft, Ticket
from rounds.desk.rules import MessageKind
from rounds.manual.commands import adopt
from rounds.policies.models import Manual
from rounds.site.environment import Live
from tests.browser.conftest import PHONE, WIDE, Opens
from tests.browser.world import a_company, a_mail, sign_in
from tests.rooms.live.listening import live_process
from tests.world import Cast

WITHIN = 2_000


@contextmanager
def live_at(port: int) -> Iterator[None]:
    """Let pages know where they may listen."""
    before = settings.LIVE, settings.MAY_LOAD
    settings.LIVE = Live("", port)
    settings.MAY_LOAD = settings.MAY_LOAD.replace("connect-src 'self'", f"connect-src 'self' http://127.0.0.1:{port}")
    try:
        yield
    finally:
        settings.LIVE, settings.MAY_LOAD = before


@pytest.fixture
def live() -> Iterator[int]:
    """Run the live process. A test names it before `opens`: its pages close first, and none asks a door that closes."""
    with live_process() as port, live_at(port):
        yield port


def listens(page: Page) -> Page:
    """Wait until a page has opened its stream; what the test does then is told, not asked for."""
    page.wait_for_timeout(600)
    return page


def at_last(page: Page, what: str, many: int) -> None:
    """Look again until a page shows so many: what a page says as it is left may arrive after the next one was asked for."""
    for _ in range(20):
        if page.locator(what).count() == many:
            return
        page.wait_for_timeout(100)
        page.reload()
    expect(page.locator(what)).to_have_count(many)


def answered_by(cast: Cast, number: int, text: str = "The new one is up.") -> None:
    with cast.inside():
        desk.answer(number=number, text=text, by=cast.teammate, at=clock.now())


def test_the_open_list_and_the_counter_change_when_a_mail_comes(live: int, opens: Opens):
    cast = a_company()
    a_mail(cast, "The first")
    page = sign_in(opens(), cast)
    page.goto("/desk")
    listens(page)
    expect(page.locator(".rail .n").first).to_contain_text("1")
    a_mail(cast, "The second", sender="Ruth Calder <ruth@bayline.example>")
    expect(page.locator(".tickets li")).to_have_count(2, timeout=WITHIN)
    expect(page.locator(".tickets li.just")).to_contain_text("The second")
    expect(page.locator(".rail .n").first).to_contain_text("2", timeout=WITHIN)


def test_a_colleagues_answer_appears_and_a_composer_hears_of_it_before_it_sends(live: int, opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    listens(page)
    page.fill("#msg", "I am about to say the same")
    page.evaluate("document.querySelector('#msg').setSelectionRange(5, 10)")
    answered_by(cast, number)
    expect(page.locator(".msg-ours")).to_contain_text("The new one is up.", timeout=WITHIN)
    expect(page.locator("[data-meanwhile]")).to_contain_text("Elin Berg answered while you wrote.", timeout=WITHIN)
    expect(page.locator("#msg")).to_have_value("I am about to say the same")
    kept = page.evaluate(
        "[document.activeElement.id, document.querySelector('#msg').selectionStart, document.querySelector('#msg').selectionEnd]"
    )
    assert kept == ["msg", 5, 10]
    page.get_by_role("button", name="Write on").click()
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator(".msg-ours")).to_have_count(2)


def test_focus_and_scroll_stay_where_they_are(live: int, opens: Opens):
    cast = a_company()
    for count in range(20):
        a_mail(cast, f"Mail {count}")
    page = sign_in(opens(), cast)
    page.goto("/desk")
    listens(page)
    row = page.locator("[data-row]", has_text="Mail 15")
    row.focus()
    before = row.bounding_box()
    a_mail(cast, "One more", sender="Ruth Calder <ruth@bayline.example>")
    expect(page.locator(".tickets li")).to_have_count(21, timeout=WITHIN)
    assert page.evaluate("document.activeElement.textContent").count("Mail 15") == 1
    assert row.bounding_box() == before


def test_who_else_looks_and_writes_is_shown_and_ends(live: int, opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    mine, theirs = sign_in(opens(), cast), sign_in(opens(), cast, cast.teammate)
    mine.goto(f"/desk/{number}")
    listens(mine)
    theirs.goto(f"/desk/{number}")
    beside = mine.locator("[data-beside]")
    expect(beside).to_contain_text("Elin Berg is here", timeout=WITHIN)
    theirs.type("#msg", "Dear")
    expect(beside).to_contain_text("Elin Berg is writing", timeout=WITHIN)
    theirs.goto("/desk")
    expect(beside).to_be_empty(timeout=WITHIN)


def test_two_at_the_draft_of_the_manual_see_each_other_and_what_was_saved(live: int, opens: Opens):
    cast = a_company()
    with cast.inside():
        text = Manual.objects.values_list("text", flat=True).get()
        adopt(
            text=text.replace("  - make API tokens\n", "  - make API tokens\n  - adopt the manual\n", 1),
            by=cast.manager,
            at=clock.now(),
        )
    mine, theirs = sign_in(opens(), cast, cast.manager), sign_in(opens(), cast, cast.lead)
    mine.goto("/manual/draft")
    listens(mine)
    theirs.goto("/manual/draft")
    beside = mine.locator("[data-beside]")
    expect(beside).to_contain_text("Priya Nair is here", timeout=WITHIN)
    theirs.locator("#draft-text").press_sequentially("x")
    expect(beside).to_contain_text("Priya Nair is writing", timeout=WITHIN)
    theirs.get_by_role("button", name="Save draft").click()
    expect(beside).to_contain_text("by Priya Nair, after you began", timeout=WITHIN)
    theirs.goto("/desk")
    expect(beside).not_to_contain_text("Priya Nair is", timeout=WITHIN)


def test_where_the_live_process_dies_the_page_polls_and_says_so(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    with live_process() as port, live_at(port):
        context = opens().context
        page = context.new_page()  # its console says that the stream broke, which is meant
        context.pages[0].close()
        sign_in(page, cast)
        page.goto(f"/desk/{number}")
        listens(page)
    with live_at(port):
        answered_by(cast, number)
        expect(page.locator(".msg-ours")).to_contain_text("The new one is up.", timeout=9_000)
        expect(page.locator("#net-poll")).to_be_visible(timeout=15_000)


def test_polling_alone_shows_the_same(opens: Opens):
    cast = a_company()
    a_mail(cast, "The first")
    page = sign_in(opens(), cast)
    page.goto("/desk")
    a_mail(cast, "The second", sender="Ruth Calder <ruth@bayline.example>")
    expect(page.locator(".tickets li")).to_have_count(2, timeout=8_000)


@pytest.mark.journey("Drafts", by="mail")
def test_what_is_typed_is_kept_and_found_on_another_machine(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    page.type("#msg", "Dear Dana, ")
    expect(page.locator("[data-kept]")).to_contain_text("Draft kept", timeout=5_000)
    page.check("#kind-note", force=True)
    expect(page.locator("#msg")).to_have_value("")
    page.type("#msg", "Ask Bram")
    page.goto("/desk/drafts")
    at_last(page, ".list li", 2)
    other = sign_in(opens(), cast)
    other.goto(f"/desk/{number}?say=reply")
    expect(other.locator("#msg")).to_have_value("Dear Dana, ")
    other.check("#kind-note", force=True)
    expect(other.locator("#msg")).to_have_value("Ask Bram")
    other.check("#kind-reply", force=True)
    other.get_by_role("button", name="Send reply").click()
    other.wait_for_load_state()
    with cast.inside():
        assert list(Draft.objects.values_list("kind", "text")) == [("note", "Ask Bram")]


def test_a_draft_of_another_window_is_not_written_over(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    page.type("#msg", "Here")
    expect(page.locator("[data-kept]")).to_contain_text("Draft kept", timeout=5_000)
    with cast.inside():
        desk.keep_draft(
            number=number, kind=MessageKind.STAFF, text="There", by=cast.rep, at=clock.now() + timedelta(seconds=1)
        )
    page.type("#msg", " and now")
    expect(page.locator("[data-kept]")).to_contain_text("changed, sent or dropped in another window", timeout=5_000)
    with cast.inside():
        assert Draft.objects.get().text == "There"
    page.get_by_role("button", name="Keep this one").click()
    expect(page.locator("[data-kept]")).to_contain_text("Draft kept", timeout=5_000)
    with cast.inside():
        assert Draft.objects.get().text == "Here and now"


def test_without_scripts_a_button_keeps_the_draft(opens: Opens):
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(scripts=False), cast)
    page.goto(f"/desk/{number}")
    page.fill("#msg", "Dear Dana")
    page.get_by_role("button", name="Keep draft").click()
    expect(page.locator("#msg")).to_have_value("Dear Dana")
    page.goto("/desk/drafts")
    expect(page.locator(".list")).to_contain_text("Dear Dana")
    with cast.inside():
        assert Ticket.objects.get().version == 1


def test_quoted_text_folds_and_opens(opens: Opens):
    cast = a_company()
    text = "The new one.\r\n\r\nOn Tue, 3 Nov 2026 at 10:00, Teo <support@fenwick.example> wrote:\r\n> Hello Dana,\r\n> which banner?"
    number = a_mail(cast, "Swap the banner", text=text)
    page = sign_in(opens(), cast)
    page.goto(f"/desk/{number}")
    expect(page.get_by_text("which banner?")).to_be_hidden()
    page.get_by_text("Quoted, 3 lines").click()
    expect(page.get_by_text("which banner?")).to_be_visible()


STAND = "which => [...document.querySelectorAll(which)].map(each => JSON.stringify(each.getBoundingClientRect()))"
"""Where some parts of a page stand."""


@pytest.mark.parametrize("width", [WIDE, PHONE])
@pytest.mark.parametrize("bar", ["#net-off", "#net-poll", "#net-out"])
def test_nothing_moves_when_a_bar_says_that_the_line_is_lost(opens: Opens, bar: str, width: dict[str, int]):
    """The design's states: a bar over the page; the page stays usable, and all that lies beneath it can be scrolled to."""
    cast = a_company()
    number = a_mail(cast, "Swap the banner")
    page = sign_in(opens(width=width), cast)
    for asked in ("**/news?*", "**/lists/counts"):
        page.route(asked, lambda route: None)  # unanswered: an answer would take the bar away
    for path, marks in (
        ("/desk", "h1, .tickets li"),
        (f"/desk/{number}", "h1, .composer"),
        ("/accounts", "h1, main .list"),
    ):
        page.goto(path)
        before = page.evaluate(STAND, marks)
        page.evaluate("bar => { document.querySelector(bar).hidden = false }", bar)
        assert page.evaluate(STAND, marks) == before, path
        assert page.locator(bar).is_visible()
        page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
        last, top = page.locator("main > :last-child").bounding_box(), page.locator(bar).bounding_box()
        assert last and top
        if (
            width == PHONE or path == "/accounts"
        ):  # elsewhere columns scroll by themselves, and where one writes lies beside it
            assert last["y"] + last["height"] <= top["y"] + 1, path
