"""Somebody begins with a check-in, reaches out and waits; an answer stops the ladder, silence goes on with it (A3, A8, A10)."""

from datetime import date, timedelta

import pytest

from rounds.basics.problems import Refused
from rounds.checkins import commands as checkins
from rounds.checkins.rules.states import How, Phase
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.models import Message
from rounds.manual.commands import adopt
from rounds.team.models import Notice
from rounds.timeline.models import TimelineEvent
from tests.manuals import PROGRAMME, a_yearly_manual
from tests.rooms.checkins.acting import YEAR, act, answers, local, phase
from tests.rooms.checkins.cast import a_firm, a_whole_round, end_round
from tests.world import a_workspace


def test_beginning_sets_the_day_and_the_date_in_one_act_A3():
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.start, at=YEAR)
    assert firm.check_in.last_on == date(2027, 11, 23)
    assert local(firm.ticket.wakes_at) == "2027-12-07 08:00"
    assert phase(firm) is Phase.STARTED


def test_one_that_was_begun_and_left_comes_back_and_says_that_nothing_has_left_A3():
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.start, at=YEAR)
    firm.passes(YEAR + timedelta(days=14))
    assert firm.happened("desk.woke") == ["desk.woke"] * 2
    assert {"label": "a reach-out", "text": "none left"} in firm.last_reason()["facts"]


def test_a_reach_out_sets_day_date_and_step_from_the_sending_A3_A8():
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.start, at=YEAR)
    firm.reach_out(YEAR + timedelta(days=3))
    assert firm.check_in.last_on == date(2027, 11, 26)
    assert local(firm.ticket.wakes_at) == "2027-12-10 08:00"
    assert (phase(firm), firm.check_in.step) == (Phase.WAITING, 0)


def test_an_answer_stops_the_ladder_at_once_and_an_automatic_one_does_not_A8():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    answers(firm, YEAR + timedelta(days=1), automatic=True)
    firm.passes(YEAR + timedelta(days=1))
    assert phase(firm) is Phase.WAITING
    answers(firm, YEAR + timedelta(days=2))
    assert firm.ticket.wakes_at is None
    firm.passes(YEAR + timedelta(days=2))
    assert (phase(firm), firm.check_in.step) == (Phase.ANSWERED, None)
    firm.passes(YEAR + timedelta(days=60))
    assert "checkins.nobody answered" not in firm.happened()


def test_silence_opens_it_for_a_second_try_and_then_ends_the_round_by_itself_A10():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    firm.passes(YEAR + timedelta(days=14))
    assert (phase(firm), firm.check_in.step) == (Phase.STARTED, 1)
    second = YEAR + timedelta(days=15)
    firm.reach_out(second)
    assert (local(firm.ticket.wakes_at), firm.check_in.step) == ("2027-12-15 08:00", 2)
    over = second + timedelta(days=7)
    firm.passes(over)
    assert phase(firm) is Phase.ASLEEP
    assert local(firm.ticket.wakes_at) == "2028-12-15 08:00"
    with firm.cast.inside():
        assert Message.objects.filter(ticket=firm.check_in_ticket_id, text="Nobody answered twice.").count() == 1
        told = Notice.objects.values_list("member_id", flat=True)
        assert firm.cast.lead.id in told
    assert firm.happened("checkins.nobody answered") == ["checkins.nobody answered"] * 2


def test_a_running_ladder_keeps_the_manual_that_it_began_with_and_a_sleeping_one_takes_the_new():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    shorter = PROGRAMME.replace("wait: 1 week", "wait: 3 days").replace("every: 1 year", "every: 6 months")
    with firm.cast.inside():
        adopt(text=a_yearly_manual(shorter), by=firm.cast.manager, at=YEAR)
    firm.passes(YEAR + timedelta(days=14))
    firm.reach_out(YEAR + timedelta(days=14))
    assert local(firm.ticket.wakes_at) == "2027-12-14 08:00"
    act(firm, end_round, at=YEAR + timedelta(days=15))
    act(firm, a_whole_round, at=YEAR + timedelta(days=16))
    assert local(firm.ticket.wakes_at) == "2028-06-09 08:00"


def test_what_was_begun_or_waits_is_not_begun_again_A3():
    firm = a_firm()
    firm.passes(YEAR)
    act(firm, checkins.start, at=YEAR)
    with pytest.raises(Refused):
        act(firm, checkins.start, at=YEAR)
    firm.reach_out(YEAR)
    with pytest.raises(Refused):
        act(firm, checkins.start, at=YEAR)


def test_another_day_that_somebody_chose_is_not_told_as_an_answer_A3():
    firm = a_firm()
    firm.passes(YEAR)
    answers(firm, YEAR)
    act(firm, checkins.log_reach_out, at=YEAR + timedelta(days=1), how=How.CALL, text="Left word.")
    wish = Wish(day=date(2028, 2, 1))
    with firm.cast.inside():
        desk.put_to_sleep(number=firm.ticket.number, wish=wish, by=firm.cast.rep, at=YEAR + timedelta(days=2))
    firm.passes(YEAR + timedelta(days=2))
    with firm.cast.inside():
        stopped = TimelineEvent.objects.get(kind="checkins.ladder stopped")
        assert stopped.payload["answered"] is False


def test_one_more_wait_is_told_as_one_A10():
    longer = PROGRAMME.replace("  - send: second try\n", "  - tell: lead\n")
    firm = a_firm(a_workspace(manual=a_yearly_manual(longer)))
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    firm.passes(YEAR + timedelta(days=14))
    assert (phase(firm), firm.check_in.step) == (Phase.WAITING, 2)
    assert local(firm.ticket.wakes_at) == "2027-12-14 08:00"
    with firm.cast.inside():
        assert TimelineEvent.objects.get(kind="checkins.nobody answered").payload["waits"] is True
