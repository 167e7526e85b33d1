"""Letting time pass in tests: a round takes a batch, and companies of other tests, in the same database, have their turn too."""

from collections.abc import Sequence
from datetime import datetime

from rounds.basics.duty import Duty
from rounds.engine.loop import one_round


def rounds_to(duties: Sequence[Duty], *, now: datetime) -> None:
    """Let the engine see a moment: round after round, until nothing that is due is left."""
    for _ in range(200):
        if not one_round(duties, now=now).done:
            return
    raise AssertionError("what is due does not come to an end")
