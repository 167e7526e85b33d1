"""A clock that ran ahead is put back: no round is stuck by that, and what never left is no attempt (A3, A9)."""

from datetime import datetime, timedelta

import pytest

from rounds.basics.problems import Refused
from rounds.checkins import commands as checkins
from rounds.checkins.rules.states import Phase
from tests.rooms.checkins.cast import Firm, a_firm, a_whole_round, end_round
from tests.rooms.checkins.test_failed_reach_outs import YEAR, counting, stands, turned_away


def begins(firm: Firm, at: datetime) -> None:
    with firm.cast.inside():
        checkins.start(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=at)


def test_a_mail_that_did_not_arrive_is_no_attempt_though_the_clock_was_put_back_once_somebody_had_begun_A3():
    firm = a_firm()
    firm.passes(YEAR)
    begins(firm, YEAR + timedelta(hours=1))
    message = firm.reach_out(YEAR)
    assert stands(firm)[0] is Phase.WAITING
    turned_away(firm, message, at=YEAR + timedelta(minutes=5))
    firm.passes(YEAR + timedelta(minutes=6))
    assert counting(firm) == [False]
    assert firm.happened("checkins.reach-out void")
    assert not firm.happened("checkins.ladder stopped")


def test_a_round_can_be_ended_though_the_one_before_was_ended_by_a_clock_that_ran_years_ahead_A6_A9():
    firm = a_firm()
    with firm.cast.inside():
        a_whole_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR + timedelta(days=800))
    begins(firm, YEAR)
    with firm.cast.inside(), pytest.raises(Refused, match="Nothing is written down"):
        checkins.end_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR)
    with firm.cast.inside():
        end_round(check_in_id=firm.check_in.pk, by=firm.cast.rep, at=YEAR)
    assert stands(firm) == (Phase.ASLEEP, None, False, "2028-11-24 08:00")
