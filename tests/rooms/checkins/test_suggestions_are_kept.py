"""What figures suggest is asked of all firms at once where something came in, and told from then on without asking again (A5, A7)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from rounds.checkins import commands as checkins
from rounds.checkins.clauses import Grades
from rounds.checkins.commands import compare_grades
from rounds.checkins.evidence.kept import Suggestion
from rounds.checkins.evidence.suggesting import asked_anew, suggested
from rounds.manual.commands import adopt
from rounds.policies.queries import book
from rounds.telemetry.asking import ANSWERS
from rounds.telemetry.queries import known_until
from rounds.telemetry.rules import OURS, Usage
from rounds.timeline.rules import Actor
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.cast import Firm
from tests.rooms.checkins.evidence_rules import BUSY, used
from tests.rooms.telemetry.usage import took
from tests.world import MONDAY, a_workspace, later

ASKED = later(1)


@pytest.fixture
def firm() -> Iterator[Firm]:
    """Give a firm that used the product, of which all was asked; from then on it shows whether anything is asked."""
    found = used(a_workspace(manual=a_yearly_manual()))
    compared(found, ASKED)
    ANSWERS.close()
    yield found
    ANSWERS.close()


def compared(firm: Firm, at: datetime) -> None:
    with firm.cast.inside():
        compare_grades(at=at)


def says(firm: Firm, at: datetime = ASKED) -> Suggestion:
    with firm.cast.inside():
        manual = book()
        return suggested([firm.id], manual.get(Grades, "firm grades"), manual, at=at)[firm.id]


def anew(firm: Firm, at: datetime = ASKED) -> Suggestion:
    with firm.cast.inside():
        manual = book()
        return asked_anew([firm.id], manual.get(Grades, "firm grades"), manual, as_of=known_until(at) or at)[firm.id]


def test_a_grade_is_given_beside_what_is_kept_with_all_its_reasons_A7(firm):
    with firm.cast.inside():
        given = checkins.give_grade(check_in_id=firm.check_in.pk, grade="E", by=firm.cast.rep, at=later(2))
    kept = says(firm)
    assert ANSWERS.pid is None
    assert (given.suggested, len(given.seen)) == (kept.grade, len(kept.facts()))
    assert kept == anew(firm)
    assert kept.grade
    assert kept.told
    assert kept.against


def test_what_came_in_since_is_asked_A7(firm):
    asked = says(firm)
    did = Usage(source="app", knows=OURS, account=str(firm.id), at=MONDAY, key="one more", event="item submitted")
    took(firm.cast, did, at=ASKED)
    assert ANSWERS.pid is None
    assert says(firm) == anew(firm) != asked


def test_figures_are_asked_once_a_day_at_most(firm):
    did = Usage(source="app", knows=OURS, account=str(firm.id), at=MONDAY, key="one more", event="item submitted")
    took(firm.cast, did, at=ASKED)
    compared(firm, ASKED + timedelta(hours=23))
    assert ANSWERS.pid is None
    compared(firm, ASKED + timedelta(days=1))
    assert ANSWERS.pid is not None


def test_a_manual_that_says_something_else_of_grades_is_asked_by_and_one_that_says_the_same_is_not_A7(firm):
    asked, plain = says(firm), a_yearly_manual()
    with firm.cast.inside():
        adopt(text=plain.replace("```clause", "Some more words.\n\n```clause", 1), by=Actor.system(), at=ASKED)
    assert says(firm) == asked
    assert ANSWERS.pid is None
    with firm.cast.inside():
        adopt(text=plain.replace(BUSY, BUSY.replace("at least: 2", "at least: 20")), by=Actor.system(), at=ASKED)
    assert says(firm) == anew(firm) != asked


def test_nobody_asks_where_no_usage_is_here():
    cast = a_workspace(manual=a_yearly_manual())
    ANSWERS.close()
    with cast.inside():
        compare_grades(at=ASKED)
    assert ANSWERS.pid is None
