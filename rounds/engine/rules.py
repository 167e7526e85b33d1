"""When a row that failed is tried again."""

from datetime import datetime, timedelta

FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=1)


def next_try(*, times: int, at: datetime) -> datetime:
    """Say when a row that failed so many times is tried again: each pause twice the last, an hour at most.

    times: failures so far, from 1. at: aware, UTC. Plumbing, not a team's rule: it only spaces out attempts at a broken row.
    """
    doublings: int = 2 ** min(times - 1, 12)
    return at + min(FIRST * doublings, LONGEST)
