"""Letting time pass in tests, for one company: in the same database stand those of all other tests, hundreds of them."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from rounds.basics.duty import Asked, Duty
from rounds.engine.loop import one_round
from tests.world import Cast

ALL = 1_000_000


def rounds_to(cast: Cast, duties: Sequence[Duty], *, now: datetime) -> None:
    """Let the engine see a moment: round after round, until nothing is left that is due in this company."""
    own = [in_company(cast, duty) for duty in duties]
    for _ in range(100):
        if not one_round(own, now=now).done:
            return
    raise AssertionError("what is due does not come to an end")


def in_company(cast: Cast, duty: Duty) -> Duty:
    """Give a duty that finds what is due in this company alone."""

    def asks(now: datetime, _: int) -> Asked:
        asked = duty.asks(now, ALL)
        return Asked(
            f"SELECT * FROM ({asked.statement}) found WHERE workspace_id = %s", (*asked.values, cast.workspace_id)
        )

    return replace(duty, asks=asks)
