"""Programs read the grade that the figures suggest as the page shows it, and what stood behind each that was given (A7)."""

from collections.abc import Iterator
from datetime import datetime

import pytest

from rounds.checkins import commands as checkins
from rounds.checkins.queries import check_in_page, suggested_grade
from rounds.telemetry.asking import ANSWERS
from tests.manuals import a_yearly_manual
from tests.rooms.api.program import Program, program
from tests.rooms.api.test_check_ins import path
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.checkins.evidence_rules import used
from tests.world import a_workspace, later


@pytest.fixture
def firm() -> Iterator[Firm]:
    """Give a firm that has used the product, was graded otherwise than its figures suggest, and had that told."""
    made = used(a_workspace(manual=a_yearly_manual()))
    with made.cast.inside():
        checkins.give_grade(check_in_id=made.check_in.pk, grade="E", by=made.cast.rep, at=later(1))
    yield made
    ANSWERS.forget()


def suggestion(asking: Program, firm: Firm) -> dict:
    found = asking.get(path(firm, "suggestion"))
    assert found.status_code == 200, found.content
    return found.json()


def test_the_suggestion_is_the_page_s_with_its_reasons_and_what_speaks_against_it_A7(firm: Firm):
    said = suggestion(program(firm.cast), firm)
    with firm.cast.inside():
        page = suggested_grade(firm.check_in.pk, at=later(1))
    assert page and page.grade not in {"", "E"}
    assert (said["grade"], said["given"], said["trouble"]) == (page.grade, "E", None)
    assert [(each["grade"], each["asks_for"]) for each in said["against"]] == list(page.against)
    texts = [(each["label"], each["text"]) for each in said["seen"] if each["at"] is None]
    assert texts == [(fact.label, fact.text) for fact in page.because.facts if not fact.at]
    assert (said["because"]["clause"], said["because"]["keys"]) == ("grades: firm grades", ["suggest"])
    assert said["because"]["next"].startswith("a person decides; while it stays E")


def test_it_says_since_when_the_two_differ_and_when_that_was_told_until_they_agree_A7(firm: Firm):
    asking = program(firm.cast)
    said = suggestion(asking, firm)
    assert (datetime.fromisoformat(said["differs_since"]), said["told_at"]) == (later(1), None)
    with firm.cast.inside():
        checkins.compare_grades(at=later(22))
    assert datetime.fromisoformat(suggestion(asking, firm)["told_at"]) == later(22)
    assert asking.post(path(firm, "grades"), {"grade": said["grade"]}).status_code == 200
    agreed = suggestion(asking, firm)
    assert (agreed["given"], agreed["differs_since"], agreed["told_at"]) == (said["grade"], None, None)


def test_each_grade_says_what_stood_behind_it_as_the_page_does_A7(firm: Firm):
    with firm.cast.inside():
        [on_page] = check_in_page(firm.check_in.pk, member_id=firm.cast.rep.id, at=later(1)).graded
    [given] = program(firm.cast).get(path(firm, "grades")).json()["items"]
    assert given["suggested"] == on_page.suggested != "E"
    seen = [(each["label"], each["text"] or "", each["at"] is not None) for each in given["seen"]]
    assert seen == [(fact.label, fact.text, fact.at is not None) for fact in on_page.facts] != []


def test_where_usage_cannot_be_asked_it_says_so_and_what_was_given_stands_A7(firm: Firm, monkeypatch):
    asking = program(firm.cast)
    ANSWERS.forget()
    ANSWERS.close()
    monkeypatch.setattr("rounds.telemetry.asking.sys.executable", "/bin/false")
    said = suggestion(asking, firm)
    assert said["trouble"]
    assert (said["given"], said["grade"], said["because"], said["seen"]) == ("E", None, None, [])


def test_a_programme_whose_grades_are_not_suggested_has_none_A7():
    manual = a_yearly_manual()
    start, end = manual.index("suggest:"), manual.index("if they differ:")
    end = manual.index("\n", end) + 1
    firm = a_firm(a_workspace(manual=manual[:start] + manual[end:]))
    assert program(firm.cast).get(path(firm, "suggestion")).status_code == 404
