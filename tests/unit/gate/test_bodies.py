"""A body is taken whole, or refused before more of it is read than its sender may bring."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from rounds.gate.bodies import NotTaken, taken
from rounds.gate.limits import Limits

LIMITS = Limits(largest=1_000_000, anyone=1_000, patience=0.2, slowest=10_000)


class Caller:
    """Sends pieces, with a pause before each, and counts them."""

    def __init__(self, piece: bytes, times: int, pause: float = 0) -> None:
        self.sent, self._piece, self._times, self._pause = 0, piece, times, pause

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for _ in range(self._times):
            await asyncio.sleep(self._pause)
            self.sent += 1
            yield self._piece


def take(caller: Caller, *, announced: int | None, known: bool = False) -> bytes:
    async def is_known() -> bool:
        return known

    async def run() -> bytes:
        body, size = await taken(caller.__aiter__(), announced=announced, limits=LIMITS, known=is_known)
        with body:
            found = body.read()
        assert len(found) == size
        return found

    return asyncio.run(run())


def test_a_form_comes_in_whole():
    assert take(Caller(b"abc", 100), announced=300) == b"abc" * 100


def test_somebody_known_may_send_more_than_anyone():
    assert len(take(Caller(b"x" * 1_000, 900), announced=900_000, known=True)) == 900_000


@pytest.mark.parametrize(("announced", "pieces_read"), [(5_000, 0), (None, 11)])
def test_of_what_a_stranger_may_not_send_no_more_is_read_than_a_form(announced, pieces_read):
    caller = Caller(b"x" * 100, 50)
    with pytest.raises(NotTaken) as refused:
        take(caller, announced=announced)
    assert (refused.value.status, caller.sent) == (413, pieces_read)


@pytest.mark.parametrize(("announced", "pieces_read"), [(5_000_000, 0), (None, 11)])
def test_nobody_may_send_without_end(announced, pieces_read):
    caller = Caller(b"x" * 100_000, 50)
    with pytest.raises(NotTaken) as refused:
        take(caller, announced=announced, known=True)
    assert (refused.value.status, caller.sent) == (413, pieces_read)


def test_a_caller_who_falls_silent_or_dribbles_is_refused():
    for pause in (5, 0.05):
        with pytest.raises(NotTaken) as refused:
            take(Caller(b"x", 500, pause), announced=500)
        assert refused.value.status == 408


def test_a_slow_line_that_keeps_moving_has_the_time_it_needs():
    assert len(take(Caller(b"x" * 900, 20, 0.04), announced=18_000, known=True)) == 18_000
