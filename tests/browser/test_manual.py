"""A manager changes the manual on its page: reads what it touches, adopts, sees it on the desk, and brings the old one back."""

import pytest
from playwright.sync_api import Page, expect

from rounds.basics import clock
from rounds.desk import commands as desk
from rounds.manual.commands import adopt_draft, save_draft
from rounds.manual.queries.drafts import version_without_draft
from rounds.targets.commands import catch_up
from rounds.targets.queries import sums_of
from tests.browser.conftest import Opens
from tests.browser.looking import looked_over
from tests.browser.world import a_company, a_mail, sign_in
from tests.world import MANUAL, Cast

SHIPPED = MANUAL.read_text()


def written(old: str, new: str) -> str:
    assert old in SHIPPED
    return SHIPPED.replace(old, new)


def a_company_with_dates() -> tuple[Cast, int]:
    """A company with an answered ticket, which has its date from the manual, and a new one."""
    cast = a_company()
    answered, new = a_mail(cast, "Swap the banner"), a_mail(cast, "Footer shows the old number")
    with cast.inside():
        desk.answer(number=answered, text="Today.", by=cast.rep, at=clock.now())
    return cast, new


def changed_adopted_and_brought_back(page: Page, number: int) -> None:
    """Go the whole way; what is done needs no script."""
    page.goto("/manual")
    page.get_by_role("link", name="Draft v2").click()
    page.fill("#draft-text", written("after an answer: 1 week", "after an answer: 10 days"))
    page.get_by_role("button", name="Put v2 in force…").click()
    expect(page.locator("h1")).to_have_text("What version 2 changes")
    expect(page.locator(".diffs")).to_contain_text("after an answer: 1 week → 10 days")
    expect(page.locator("#adopt-then")).to_contain_text("1 ticket asleep or dated keeps the date that was set.")
    expect(page.locator("#adopt-then")).to_contain_text("v2 decides")
    page.get_by_role("button", name="Put v2 in force").click()
    expect(page.locator(".head p")).to_contain_text("Version 2, in force")
    page.goto(f"/desk/{number}")
    expect(page.locator("#c-date option").first).to_contain_text("10 days, by the manual")
    page.goto("/manual/versions")
    expect(page.locator(".versions li").first).to_contain_text("Mara Lindqvist")
    expect(page.locator(".versions li").first).to_contain_text("after an answer: 1 week → 10 days")
    page.get_by_role("link", name="Bring back… version 1").click()
    expect(page.locator(".diffs")).to_contain_text("after an answer: 10 days → 1 week")
    page.get_by_role("button", name="Bring version 1 back, as v3").click()
    expect(page.locator(".head p")).to_contain_text("Version 3, in force")
    page.goto(f"/desk/{number}")
    expect(page.locator("#c-date option").first).to_contain_text("1 week, by the manual")


@pytest.mark.journey("Manual", by="mail")
def test_a_manager_changes_a_date_reads_what_it_touches_adopts_sees_it_and_brings_the_old_one_back(opens: Opens):
    """F1, C4."""
    cast, number = a_company_with_dates()
    changed_adopted_and_brought_back(sign_in(opens(), cast, cast.manager), number)


def test_the_same_without_scripts(opens: Opens):
    cast, number = a_company_with_dates()
    changed_adopted_and_brought_back(sign_in(opens(scripts=False), cast, cast.manager), number)


def test_errors_come_as_one_types_and_a_button_writes_the_word(opens: Opens):
    """F1."""
    cast = a_company()
    page = sign_in(opens(), cast, cast.manager)
    page.goto("/manual/draft")
    expect(page.locator("#f-h")).to_have_text("Nothing is changed")
    page.fill("#draft-text", written("worked by: rep", "worked by: reb"))
    expect(page.locator("#f-h")).to_have_text("1 thing to mend")
    expect(page.locator("#findings")).to_contain_text("There is no role “reb”. Nearest: “rep”.")
    expect(page.locator("#draft-text")).to_be_focused()
    page.get_by_role("button", name="Go there").click()
    place = "(box) => box.value.slice(box.selectionStart, box.selectionEnd)"
    assert page.locator("#draft-text").evaluate(place) == "reb"
    page.get_by_role("button", name="Write “rep”").click()
    expect(page.get_by_role("status")).to_contain_text("says “rep”")
    expect(page.locator("#draft-text")).to_have_value(SHIPPED)
    expect(page.locator("#f-h")).to_have_text("Nothing is changed")


def test_errors_and_their_words_come_back_without_scripts_too(opens: Opens):
    cast = a_company()
    page = sign_in(opens(scripts=False), cast, cast.manager)
    page.goto("/manual/draft")
    page.fill("#draft-text", written("worked by: rep", "worked by: reb"))
    page.get_by_role("button", name="Put v2 in force…").click()
    expect(page.locator("#f-h")).to_have_text("1 thing to mend")
    page.get_by_role("button", name="Write “rep”").click()
    expect(page.locator("#draft-text")).to_have_value(SHIPPED)


def test_a_draft_is_written_and_kept_by_keyboard_alone(opens: Opens):
    cast = a_company()
    page = sign_in(opens(), cast, cast.manager)
    page.keyboard.press("g")
    page.keyboard.press("m")
    page.wait_for_url("**/manual")
    page.get_by_role("link", name="Draft v2").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/manual/draft")
    page.locator("#draft-text").focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\nWe said so.\n")
    expect(page.locator("#f-h")).to_have_text("Only the words around the clauses")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_role("status")).to_contain_text("The draft is kept")
    expect(page.locator("#draft-text")).to_have_value(f"{SHIPPED}\nWe said so.\n")


def test_axe_finds_nothing_on_the_pages_of_the_manual(opens: Opens):
    cast, _ = a_company_with_dates()
    with cast.inside():
        save_draft(text=written("lunch is lunch", "lunch stays"), version=0, by=cast.manager, at=clock.now())
        adopt_draft(version=1, by=cast.manager, at=clock.now())
        text = written("tell us before", "call us before")
        save_draft(
            text=text.replace("offer:", "ofer:"), version=version_without_draft(), by=cast.manager, at=clock.now()
        )
    page = sign_in(opens(), cast, cast.manager)
    for path in ("/manual/draft", "/manual/versions", "/manual/1/back"):
        page.goto(path)
        looked_over(page, path)
    page.goto("/manual/draft")
    page.fill("#draft-text", text)
    expect(page.locator("#f-h")).to_contain_text("1 clause changed")
    page.get_by_role("button", name="Put v3 in force…").click()
    expect(page.locator("h1")).to_have_text("What version 3 changes")
    looked_over(page)


def test_kinds_keys_and_names_are_offered_while_a_clause_is_written_by_keyboard_alone(opens: Opens):
    """Issue 4: completion of kinds, fields, roles."""
    cast, _ = a_company_with_dates()
    page = sign_in(opens(), cast, cast.manager)
    page.goto("/manual/draft")
    editor = page.locator("#draft-text")
    editor.focus()
    page.keyboard.press("Control+End")
    page.keyboard.type("\n```clause\nque")
    expect(page.get_by_role("option")).to_have_text(["queue"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("second look\nwor")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Tab")
    page.keyboard.type("pr")
    expect(page.get_by_role("option")).to_have_text(["production"])
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("\ntakes: {tick")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("bil")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("}\n```")
    expect(editor).to_have_value(
        SHIPPED + "\n```clause\nqueue: second look\nworked by: production\ntakes: {ticket kind: billing}\n```"
    )
    expect(page.locator("#findings")).to_contain_text("Two queues take “billing”")
    page.keyboard.press("Control+End")
    page.keyboard.press("Enter")
    expect(page.locator("#draft-offers")).to_be_hidden()


def press(page: Page, *keys: str, times: int = 1) -> None:
    for key in keys * times:
        page.keyboard.press(key)


def go_by_tab(page: Page, selector: str) -> None:
    """Press Tab until what is sought has the focus, as somebody without a mouse does."""
    for _ in range(300):
        if page.evaluate("(sought) => document.activeElement.matches(sought)", selector):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"Tab never comes to {selector}")


def test_a_manager_changes_a_target_by_keyboard_alone_and_brings_the_old_one_back(opens: Opens):
    """Issue 4: changes a target, reads what it touches, adopts, sees it, brings the old one back."""
    cast = a_company()
    number = a_mail(cast, "Swap the banner", at=clock.now())
    with cast.inside():
        catch_up(at=clock.now())
    page = sign_in(opens(), cast, cast.manager)
    press(page, "g", "m")
    page.wait_for_url("**/manual")
    go_by_tab(page, "a[href='/manual/draft']")
    press(page, "Enter")
    page.wait_for_url("**/manual/draft")
    go_by_tab(page, "#draft-text")
    press(page, "Control+Home")
    press(page, "ArrowDown", times=SHIPPED[: SHIPPED.index("within: 4 working hours")].count("\n"))
    press(page, "End")
    press(page, "Backspace", times=len("4 working hours"))
    page.keyboard.type("6 working hours")
    press(page, "Escape")
    expect(page.locator("#findings")).to_contain_text("within: 4 working hours → 6 working hours")
    expect(page.locator("#findings")).to_contain_text("1 clock of “first answer” keeps the words that it began with.")
    go_by_tab(page, "button[name=go]")
    press(page, "Enter")
    expect(page.locator("h1")).to_have_text("What version 2 changes")
    expect(page.locator("#adopt-then")).to_contain_text("1 clock of “first answer” keeps the words that it began with.")
    go_by_tab(page, "main .btn-manual")
    press(page, "Enter")
    expect(page.locator(".head p")).to_contain_text("Version 2, in force")
    expect(page.locator("#target-first-answer")).to_contain_text(
        "It is due 6 working hours after the ticket was opened."
    )
    promised_within(cast, number, "4 working hours")
    go_by_tab(page, "a[href='/manual/versions']")
    press(page, "Enter")
    page.wait_for_url("**/manual/versions")
    go_by_tab(page, "a[href='/manual/1/back']")
    press(page, "Enter")
    expect(page.locator(".diffs")).to_contain_text("within: 6 working hours → 4 working hours")
    go_by_tab(page, "main .btn-manual")
    press(page, "Enter")
    expect(page.locator(".head p")).to_contain_text("Version 3, in force")
    expect(page.locator("#target-first-answer")).to_contain_text(
        "It is due 4 working hours after the ticket was opened."
    )


def promised_within(cast: Cast, number: int, span: str) -> None:
    """Let the targets catch up; the clock that ran keeps its words."""
    with cast.inside():
        catch_up(at=clock.now())
        _, [first] = sums_of(number)
    assert ("promised within", span) in [(fact.label, fact.text) for fact in first.because.facts]
