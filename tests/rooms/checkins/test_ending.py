"""A round ends and names the day of the next: by the cadence, the firm's own one, or a day that somebody chose (A1, A9, A10)."""

from datetime import date

import pytest

from rounds.basics.problems import Refused
from rounds.basics.spans import Span
from rounds.checkins import commands as checkins
from rounds.checkins.models import RoundDone
from rounds.checkins.rules.states import How, Phase
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Message
from rounds.timeline.models import TimelineEvent
from tests.rooms.checkins.acting import YEAR, act, answers, local, phase
from tests.rooms.checkins.cast import a_firm, end_round, found
from tests.world import MONDAY, later


def test_a_round_ends_with_the_cadence_or_with_the_day_that_somebody_chose_A9():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    answers(firm, YEAR)
    act(firm, end_round, at=YEAR)
    assert (phase(firm), local(firm.ticket.wakes_at)) == (Phase.ASLEEP, "2028-11-24 08:00")
    act(firm, checkins.take_back, at=YEAR)
    with pytest.raises(Refused):
        act(firm, checkins.end_round, at=YEAR, chosen=Wish(day=date(2027, 3, 1)))
    act(firm, checkins.end_round, at=YEAR, chosen=Wish(day=date(2028, 3, 1)))
    assert local(firm.ticket.wakes_at) == "2028-03-01 08:00"


def test_one_that_sleeps_has_no_round_to_end_and_is_given_another_day_without_being_done_A9_A12():
    firm = a_firm()
    with pytest.raises(Refused, match="no round runs") as refused:
        act(firm, end_round, at=MONDAY, chosen=Wish(day=date(2027, 3, 1)))
    assert [problem.code for problem in refused.value.problems] == ["no round"]
    act(firm, checkins.move_day, at=MONDAY, chosen=Wish(day=date(2027, 3, 1)))
    assert (phase(firm), local(firm.ticket.wakes_at)) == (Phase.ASLEEP, "2027-03-01 08:00")
    assert firm.happened("checkins.day moved", "checkins.round ended") == ["checkins.day moved"]
    with firm.cast.inside():
        assert RoundDone.objects.count() == 0
    because = firm.last_reason()
    assert [fact["label"] for fact in because["facts"]] == ["the day was chosen by"]
    firm.passes(firm.ticket.wakes_at)
    assert phase(firm) is Phase.DUE
    with pytest.raises(Refused, match="A round of this check-in runs"):
        act(firm, checkins.move_day, at=later(200), chosen=Wish(day=date(2028, 3, 1)))


@pytest.mark.parametrize("chosen", [Wish(), Wish(day=date(2026, 3, 1)), Wish(day=date(2126, 3, 1))])
def test_a_day_that_is_none_or_past_or_too_far_is_refused_and_it_keeps_its_own_A1(chosen: Wish):
    firm = a_firm()
    before = firm.ticket.wakes_at
    with pytest.raises(Refused):
        act(firm, checkins.move_day, at=MONDAY, chosen=chosen)
    assert firm.ticket.wakes_at == before


def test_a_round_that_waits_sleeps_too_and_can_end_A9():
    """Its ticket sleeps as one between two rounds does, and is in a round all the same."""
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.log_reach_out, at=YEAR, how=How.CALL, text="Left word.")
    assert (firm.ticket.state, phase(firm)) == ("asleep", Phase.WAITING)
    with pytest.raises(Refused, match="A round of this check-in runs"):
        act(firm, checkins.move_day, at=YEAR, chosen=Wish(day=date(2028, 3, 1)))
    act(firm, end_round, at=YEAR)
    assert phase(firm) is Phase.ASLEEP


def test_what_has_to_follow_is_noted_as_the_round_ends_and_stays_where_that_is_taken_back_A9():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    answers(firm, YEAR)
    act(firm, end_round, at=YEAR, follow_ups="Send them the price list.")
    with firm.cast.inside():
        [note] = Message.objects.filter(ticket_id=firm.check_in_ticket_id, kind="note")
        ended = TimelineEvent.objects.get(kind="checkins.round ended")
        assert (note.text, ended.payload["note"]) == ("Send them the price list.", note.pk)
        assert RoundDone.objects.get().note_id == note.pk
    act(firm, checkins.take_back, at=YEAR)
    act(firm, end_round, at=YEAR, follow_ups="  ")
    with firm.cast.inside():
        assert [each.text for each in Message.objects.filter(kind="note")] == ["Send them the price list."]
        assert RoundDone.objects.get().note_id is None


def test_a_firm_may_have_a_cadence_of_its_own_A10():
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.change_cadence, at=YEAR, every=Span.parse("6 months"))
    act(firm, end_round, at=YEAR)
    assert local(firm.ticket.wakes_at) == "2028-05-23 08:00"
    with pytest.raises(Refused):
        act(firm, checkins.change_cadence, at=YEAR, every=Span.parse("3 hours"))


@pytest.mark.parametrize("every", ["11 years", "50 quarters", "100 years"])
def test_no_cadence_and_no_day_lies_farther_ahead_than_anybody_plans_A1(every: str):
    firm = a_firm()
    firm.passes(YEAR)
    with pytest.raises(Refused, match="within ten years"):
        act(firm, checkins.change_cadence, at=YEAR, every=Span.parse(every))
    with firm.cast.inside():
        found(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR)
    with pytest.raises(Refused, match="within ten years"):
        act(firm, checkins.end_round, at=YEAR, chosen=Wish(span=Span.parse(every)))
    with firm.cast.inside(), pytest.raises(Refused, match="within ten years"):
        desk.put_to_sleep(number=firm.ticket.number, wish=Wish(span=Span.parse(every)), by=firm.cast.lead, at=YEAR)
