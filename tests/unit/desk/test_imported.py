"""What follows from the past that a ticket brings along."""

from datetime import UTC, datetime, timedelta

import pytest

from rounds.desk.imported import Change, ComingTicket, PastState, Wait, stands, waits
from rounds.desk.rules import State

NOON = datetime(2016, 3, 1, 12, tzinfo=UTC)


def after(hours: float) -> datetime:
    return NOON + timedelta(hours=hours)


def a_ticket(state: PastState, **more) -> ComingTicket:
    return ComingTicket(2, "INC1", "It stands", "question", NOON, state, **more)


@pytest.mark.parametrize(
    ("state", "becomes"),
    [
        (PastState.NEW, State.NEW),
        (PastState.OPEN, State.OPEN),
        (PastState.WAITING, State.OPEN),
        (PastState.UNKNOWN, State.OPEN),
        (PastState.SOLVED, State.CLOSED),
        (PastState.CLOSED, State.CLOSED),
    ],
)
def test_each_state_there_has_one_here(state, becomes):
    found = stands(a_ticket(state))
    assert found.state is becomes
    assert (found.closed_at is not None) == (becomes is State.CLOSED)


def test_the_moment_of_closing_is_the_files_own():
    solved = a_ticket(PastState.CLOSED, solved_at=after(1), closed_at=after(5), changes=(Change(after(6)),))
    assert stands(solved).closed_at == after(5)
    assert stands(a_ticket(PastState.SOLVED, solved_at=after(1))).closed_at == after(1)
    assert stands(a_ticket(PastState.CLOSED, changes=(Change(after(6)),))).closed_at == after(6)


def test_waiting_for_somebody_gives_half_open_times_and_another_one_begins_another():
    states = [
        (0, PastState.NEW, ""),
        (1, PastState.WAITING, "customer"),
        (2, PastState.WAITING, "customer"),
        (3, PastState.UNKNOWN, ""),
        (4, PastState.WAITING, "supplier"),
        (5, PastState.OPEN, ""),
        (6, PastState.WAITING, ""),
    ]
    past = [Change(after(hour), state, holder=holder) for hour, state, holder in states]
    assert waits(past) == [
        Wait(after(1), after(4), "customer", 5),
        Wait(after(4), after(5), "supplier", 6),
        Wait(after(6), None, "", None),
    ]


def test_a_longer_past_is_known_to_begin_like_a_shorter_one():
    first, second = Change(after(1), PastState.OPEN, "Active"), Change(after(2), PastState.CLOSED, "Closed")
    short, long = a_ticket(PastState.OPEN, changes=(first,)), a_ticket(PastState.CLOSED, changes=(first, second))
    assert long.history(1) == short.history() != long.history()
    assert short.digest(short.history()) != long.digest(long.history())
