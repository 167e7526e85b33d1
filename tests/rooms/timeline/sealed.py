"""Sealing in tests: other tests on the same server hold the horizon back for a moment, as other work does in life."""

import time
from collections.abc import Callable

from rounds.timeline.models import Seal, TimelineEvent
from rounds.timeline.sealing import seal
from tests.world import MONDAY, Cast


def seal_all(cast: Cast) -> None:
    """Seal until every event that can be seen has its number."""
    seal_until(lambda: unsealed(cast) == 0, cast)


def seal_until(reached: Callable[[], bool], cast: Cast) -> None:
    """Seal again and again, for two minutes at most: a transaction of another test may be long on a busy machine."""
    ends = time.monotonic() + 120
    while time.monotonic() < ends:
        with cast.inside():
            seal(at=MONDAY)
        if reached():
            return
        time.sleep(0.01)
    raise AssertionError("another transaction on this server does not end")


def unsealed(cast: Cast) -> int:
    """Count the events without a number."""
    with cast.inside():
        return TimelineEvent.objects.count() - Seal.objects.count()


def numbers(cast: Cast) -> list[int]:
    """List the numbers that were given."""
    with cast.inside():
        return list(Seal.objects.order_by("number").values_list("number", flat=True))
