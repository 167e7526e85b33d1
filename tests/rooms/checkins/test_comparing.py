"""Whoever the manual names hears of a grade that the figures do not suggest when the manual's time is over: not before, and once (A7)."""

from datetime import timedelta

from rounds.checkins import commands as checkins
from tests.manuals import a_yearly_manual
from tests.rooms.checkins.evidence_rules import used
from tests.world import a_workspace, later

DIFFERS = "checkins.grade differs"
GRADED = later(1)
TOLD = GRADED + timedelta(weeks=2)


def test_the_alarm_comes_at_the_very_moment_and_once_A7():
    firm = used(a_workspace(manual=a_yearly_manual()))
    with firm.cast.inside():
        checkins.give_grade(check_in_id=firm.check_in.pk, grade="E", by=firm.cast.rep, at=GRADED)
    for day in range(14):
        firm.passes(GRADED + timedelta(days=day, hours=5))  # the comparison of each day, never at the hour of the grade
    firm.passes(TOLD - timedelta(seconds=1))
    assert firm.happened(DIFFERS) == []
    firm.passes(TOLD)
    assert firm.happened(DIFFERS) == [DIFFERS]
    reason = firm.last_reason()
    assert reason["clause"] == "grades: firm grades"
    for day in (1, 2, 30):
        firm.passes(TOLD + timedelta(days=day))
    assert firm.happened(DIFFERS) == [DIFFERS]


def test_a_grade_that_the_figures_come_to_suggest_raises_none():
    firm = used(a_workspace(manual=a_yearly_manual()))
    with firm.cast.inside():
        checkins.give_grade(check_in_id=firm.check_in.pk, grade="E", by=firm.cast.rep, at=GRADED)
    firm.passes(TOLD - timedelta(days=1))
    with firm.cast.inside():
        checkins.give_grade(
            check_in_id=firm.check_in.pk, grade=firm.check_in.suggested, by=firm.cast.rep, at=TOLD - timedelta(hours=1)
        )
    firm.passes(TOLD + timedelta(days=2))
    assert firm.happened(DIFFERS) == []
