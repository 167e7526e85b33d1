"""When a mail that could not be handed over is tried again, and when Rounds gives up. Plumbing, not a rule of a team."""

from datetime import datetime, timedelta

DELAYS = (
    timedelta(seconds=5),
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(minutes=30),
    timedelta(hours=1),
    timedelta(hours=2),
    timedelta(hours=4),
    timedelta(hours=8),
    timedelta(hours=12),
    timedelta(hours=24),
)
"""What passes after the first, second, … try.

Short at first: the server that takes our mail is near, and most troubles are a restart of it or of us. Then as RFC 5321
section 4.5.4.1 asks, half an hour and more. After the last, two days in all, a person is told and decides.
"""


def next_try(*, attempts: int, at: datetime) -> datetime | None:
    """Say when a mail is tried again after so many tries, 1 or more; None when it is given up. at: aware, UTC."""
    return at + DELAYS[attempts - 1] if attempts <= len(DELAYS) else None
