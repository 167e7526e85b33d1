"""The way of a round says when each step was, and when those to come are due: just then they come, where nobody answers (A3, A10)."""

from datetime import datetime, timedelta

import pytest

from rounds.accounts.commands import change_account
from rounds.basics.spans import Span
from rounds.checkins import commands as checkins
from rounds.checkins.models import ReachOut
from rounds.checkins.queries import check_in_page
from rounds.checkins.queries.way import Rung
from rounds.checkins.rules.states import Phase
from tests.manuals import PROGRAMME, a_yearly_manual
from tests.rooms.checkins.acting import YEAR, phase
from tests.rooms.checkins.cast import Firm, a_firm
from tests.rooms.checkins.test_rounds_count_once import in_silence, wrote
from tests.world import a_workspace, later

DAY = timedelta(days=1)

LADDERS = {
    "back by its cadence": PROGRAMME,
    "back in six months": PROGRAMME.replace("then: next cadence", "then: 6 months"),
    "three letters": PROGRAMME.replace("  - note: N", "  - send: second try\n  - wait: 10 days\n  - note: N"),
    "two waits": PROGRAMME.replace("  - note: N", "  - tell: lead\n  - wait: 3 weeks\n  - note: N"),
    "nothing noted": PROGRAMME.replace("  - note: Nobody answered twice.\n", ""),
}


def way(firm: Firm, at: datetime) -> list[Rung]:
    with firm.cast.inside():
        return list(check_in_page(firm.check_in.pk, member_id=firm.cast.rep.id or 0, at=at).rungs)


def to_come(firm: Firm, at: datetime) -> list[tuple[str, datetime]]:
    """Give what is still to come, each with its day."""
    return [(rung.name, rung.at) for rung in way(firm, at) if not rung.state and rung.at]


@pytest.mark.parametrize(
    ("ladder", "zone", "own"),
    [
        *((ladder, "", "") for ladder in LADDERS),
        ("back by its cadence", "Australia/Sydney", "3 months"),
        ("back in six months", "", "3 months"),
    ],
)
def test_what_a_round_says_of_the_days_to_come_is_what_comes_where_nobody_answers_A10(ladder: str, zone: str, own: str):
    firm = a_firm(a_workspace(manual=a_yearly_manual(LADDERS[ladder])))
    if zone:
        with firm.cast.inside():
            change_account(account_id=firm.id, values={"zone": zone}, fields={}, by=firm.cast.lead, at=later(1))
        firm.passes(later(1))
    if own:
        with firm.cast.inside():
            checkins.change_cadence(check_in_id=firm.check_in.pk, every=Span.parse(own), by=firm.cast.rep, at=later(2))
    comes = firm.ticket.wakes_at
    firm.passes(comes)
    now, promised = comes, to_come(firm, comes)
    names = [name for name, _ in promised]
    assert names[-1] == "Next round" and ("Noted as silent" in names) == (ladder != "nothing noted")
    for name, day in promised:
        if name.endswith("reach-out"):
            firm.reach_out(now)
            assert to_come(firm, now)[0] == (name, day)
            _nothing_comes_before(firm, day)
            now = day
    firm.reach_out(now)
    left = to_come(firm, now)
    assert left == [each for each in promised if not each[0].endswith("reach-out")]
    over = _goes_through(firm, until=left[-1][1])
    assert firm.ticket.wakes_at == left[-1][1]
    assert ladder == "nothing noted" or over == left[0][1]


def _nothing_comes_before(firm: Firm, day: datetime) -> None:
    """Let time pass until a reach-out is due, which is just on its day."""
    firm.passes(day - timedelta(seconds=1))
    assert phase(firm) is Phase.WAITING
    firm.passes(day)
    assert phase(firm) is Phase.STARTED


def _goes_through(firm: Firm, *, until: datetime) -> datetime:
    """Let the waits that are left pass; gives when the last one was over."""
    over = firm.ticket.wakes_at
    while firm.ticket.wakes_at != until:
        over = firm.ticket.wakes_at
        assert over < until
        firm.passes(over)
    return over


def test_a_round_says_when_it_came_and_when_each_reach_out_was_A3():
    firm = a_firm()
    firm.passes(YEAR)
    assert [(rung.name, rung.at) for rung in way(firm, YEAR)[:1]] == [("Came round", YEAR)]
    firm.reach_out(YEAR)
    second = to_come(firm, YEAR)[0][1]
    firm.passes(second)
    assert way(firm, second)[0] == Rung("Came round", "", "was", YEAR), "it opened for the second one since"
    firm.reach_out(second + DAY)
    made = [(rung.name, rung.state, rung.at) for rung in way(firm, second + DAY)[1:3]]
    assert made == [("First reach-out", "was", YEAR), ("Second reach-out", "now", firm.ticket.wakes_at)]
    assert way(firm, second + DAY)[0].at == YEAR


def test_a_round_that_somebody_began_before_its_day_came_on_none_A3():
    firm = a_firm()
    firm.reach_out(later(300))
    second = firm.ticket.wakes_at
    firm.passes(second)
    assert firm.ticket.woke_at == second, "for the second reach-out"
    assert way(firm, second)[0] == Rung("Came round", "on its day", "was")


def test_a_round_that_is_answered_when_its_ladder_had_ended_says_when_it_came_and_when_they_were_written_to_A9():
    firm = in_silence()
    assert phase(firm) is Phase.ASLEEP
    with firm.cast.inside():
        made = list(ReachOut.objects.order_by("id").values_list("at", flat=True))
    wrote(firm, days=30)
    assert [(rung.name, rung.at) for rung in way(firm, YEAR + 30 * DAY)[:3]] == [
        ("Came round", YEAR),
        ("First reach-out", made[0]),
        ("Second reach-out", made[1]),
    ]


def test_one_that_sleeps_says_its_day_alone_and_one_that_was_answered_no_day_of_silence_A9():
    firm = a_firm()
    assert [(rung.name, rung.at) for rung in way(firm, later(1)) if rung.at] == [("Comes round", firm.ticket.wakes_at)]
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    assert [name for name, _ in to_come(firm, YEAR)] == ["Second reach-out", "Noted as silent", "Next round"]


def test_reach_outs_of_another_year_are_none_of_this_round_A3():
    firm = a_firm()
    firm.passes(YEAR)
    firm.reach_out(YEAR)
    while phase(firm) is Phase.WAITING:
        firm.passes(firm.ticket.wakes_at)
        if phase(firm) is Phase.STARTED:
            firm.reach_out(firm.ticket.woke_at)
    again = firm.ticket.wakes_at
    firm.passes(again)
    assert [rung.at for rung in way(firm, again) if rung.state == "was"] == [again]
    firm.reach_out(again)
    assert [rung.at for rung in way(firm, again) if rung.name == "First reach-out"] == [firm.ticket.wakes_at]
