"""A firm that needs no check-in, until somebody ends that (A11)."""

from datetime import date

import pytest

from rounds.basics.problems import Refused
from rounds.checkins import commands as checkins
from rounds.checkins.rules.states import Phase
from rounds.desk.dates import Wish
from tests.rooms.checkins.acting import YEAR, act, answers, local, phase
from tests.rooms.checkins.cast import a_firm
from tests.world import MONDAY, later


def test_an_exempt_firm_does_not_come_back_until_somebody_ends_that_A11():
    firm = a_firm()
    with pytest.raises(Refused):
        act(firm, checkins.exempt, at=MONDAY, reason=" ")
    act(firm, checkins.exempt, at=MONDAY, reason="They closed their stations.")
    assert (phase(firm), firm.ticket.state, firm.ticket.wakes_at) == (Phase.EXEMPT, "closed", None)
    firm.passes(later(800))
    assert phase(firm) is Phase.EXEMPT
    act(firm, checkins.end_exemption, at=YEAR)
    assert (phase(firm), local(firm.ticket.wakes_at)) == (Phase.ASLEEP, "2028-11-24 08:00")
    with pytest.raises(Refused):
        act(firm, checkins.end_exemption, at=YEAR)


def test_whoever_ends_an_exemption_may_choose_the_day_A11():
    firm = a_firm()
    act(firm, checkins.exempt, at=MONDAY, reason="They closed their stations.")
    with pytest.raises(Refused):
        act(firm, checkins.end_exemption, at=YEAR, chosen=Wish(day=date(2026, 3, 1)))
    assert phase(firm) is Phase.EXEMPT
    act(firm, checkins.end_exemption, at=YEAR, chosen=Wish(day=date(2027, 12, 1)))
    assert (phase(firm), local(firm.ticket.wakes_at)) == (Phase.ASLEEP, "2027-12-01 08:00")


def test_what_the_customer_wrote_meanwhile_is_not_put_to_sleep_as_an_exemption_ends_A11():
    firm = a_firm()
    act(firm, checkins.exempt, at=MONDAY, reason="They closed their stations.")
    answers(firm, YEAR)
    act(firm, checkins.end_exemption, at=YEAR)
    assert phase(firm) is Phase.ANSWERED
    assert local(firm.ticket.wakes_at) == "2028-11-24 08:00", "it is not left without a date"
