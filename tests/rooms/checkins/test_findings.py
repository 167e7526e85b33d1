"""What was found of a firm, and its grade: what the manual asks for, and which round they are of (A6, A7)."""

from datetime import timedelta

import pytest

from rounds.basics.problems import Refused
from rounds.checkins import commands as checkins
from rounds.checkins.models import Finding, GradeGiven
from rounds.checkins.queries.this_round import is_noted
from rounds.checkins.rules.states import Phase
from tests.rooms.checkins.acting import FOUND, YEAR, act, answers, phase
from tests.rooms.checkins.cast import a_firm, end_round, found


def test_a_finding_that_leaves_out_what_the_manual_asks_for_is_refused_with_what_is_missing_A6():
    firm = a_firm()
    with pytest.raises(Refused) as refused:
        act(firm, checkins.write_finding, at=YEAR, said={"spoke with": "Ada Quist", "going well": " "})
    assert [problem.field for problem in refused.value.problems] == ["going well"]
    act(firm, checkins.write_finding, at=YEAR, said={**FOUND, "else": "not asked for"})
    with firm.cast.inside():
        assert Finding.objects.get().said == FOUND


def test_a_dash_says_nothing_of_what_was_found_A6():
    firm = a_firm()
    for nothing in ("-", " . ", "…"):
        with pytest.raises(Refused) as refused:
            act(firm, checkins.write_finding, at=YEAR, said={**FOUND, "going well": nothing})
        assert [problem.field for problem in refused.value.problems] == ["going well"]


def test_a_grade_stands_in_the_title_and_leaves_it_A7():
    firm = a_firm()
    plain = firm.ticket.subject
    act(firm, checkins.give_grade, at=YEAR, grade="E")
    assert firm.ticket.subject == f"{plain} · not using"
    act(firm, checkins.give_grade, at=YEAR, grade="B")
    assert firm.ticket.subject == plain
    with firm.cast.inside():
        assert list(GradeGiven.objects.order_by("id").values_list("was", "grade")) == [("", "E"), ("E", "B")]
    with pytest.raises(Refused):
        act(firm, checkins.give_grade, at=YEAR, grade="F")


def test_a_round_in_which_nothing_was_found_is_not_ended_A6():
    """What was found in an earlier round is not found in this one."""
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    answers(firm, YEAR)
    with pytest.raises(Refused) as refused:
        act(firm, checkins.end_round, at=YEAR)
    assert [problem.code for problem in refused.value.problems] == ["no finding"]
    act(firm, end_round, at=YEAR)
    firm.passes(later_year := YEAR + timedelta(days=370))
    with pytest.raises(Refused, match="Nothing is written down of this round"):
        act(firm, checkins.end_round, at=later_year)


def test_a_finding_that_was_written_between_two_rounds_ends_none_of_them_A6():
    firm = a_firm()
    firm.passes(YEAR)
    with firm.cast.inside():
        end_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR)
        found(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + timedelta(hours=1))
    again = firm.ticket.wakes_at
    firm.passes(again)
    with firm.cast.inside():
        assert Finding.objects.count() == 2, "it is kept, and the next one begins with it"
    with pytest.raises(Refused, match="Nothing is written down of this round"):
        act(firm, checkins.end_round, at=again)
    with firm.cast.inside():
        found(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=again)
    act(firm, checkins.start, at=again + timedelta(hours=1))
    act(firm, checkins.end_round, at=again + timedelta(hours=2))
    assert phase(firm) is Phase.ASLEEP, "what was found before somebody pressed “Begin” is of this round"


def test_what_was_found_in_a_round_that_an_exemption_cut_off_ends_no_later_one_A6_A11():
    firm = a_firm()
    firm.passes(YEAR)
    each = {"check_in_id": firm.check_in.pk, "by": firm.cast.rep}
    with firm.cast.inside():
        checkins.start(at=YEAR, **each)
        found(at=YEAR, **each)
        assert is_noted(firm.check_in.pk)
        checkins.exempt(reason="They closed.", at=YEAR + timedelta(days=1), **each)
        checkins.end_exemption(at=YEAR + timedelta(days=30), **each)
        assert not is_noted(firm.check_in.pk)
        checkins.start(at=YEAR + timedelta(days=40), **each)
        assert not is_noted(firm.check_in.pk)
    with pytest.raises(Refused, match="Nothing is written down of this round yet"), firm.cast.inside():
        checkins.end_round(at=YEAR + timedelta(days=40), **each)
    with firm.cast.inside():
        found(at=YEAR + timedelta(days=40, minutes=1), **each)
        assert is_noted(firm.check_in.pk)
        checkins.end_round(at=YEAR + timedelta(days=40, minutes=2), **each)
        assert Finding.objects.count() == 2, "the earlier one stands, as what was found before"


def test_a_finding_that_says_one_word_of_everything_is_refused_A6():
    firm = a_firm()
    with pytest.raises(Refused, match="says “fine” of everything"):
        act(firm, checkins.write_finding, at=YEAR, said={"spoke with": "Fine.", "going well": " fine"})
