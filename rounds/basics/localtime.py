"""Between moments (aware UTC) and what a clock on the wall of a zone shows, also where that clock jumps.

A wall time is a naive datetime. `docs/glossary.md` says for people what happens in a skipped and in a repeated hour.
"""

import math
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

ONE_DAY = timedelta(days=1)


def utc(at: datetime) -> datetime:
    """Give a moment in UTC. ValueError for a time without a zone, which Python would take for the machine's own."""
    if at.tzinfo is UTC:
        return at  # as all that is stored
    if at.utcoffset() is None:
        raise ValueError(f"{at} is a time without a zone; moments here are aware UTC")
    return at.astimezone(UTC)


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    """Say what the wall clock of `zone` shows at a moment, as a naive time."""
    return utc(at).astimezone(zone).replace(tzinfo=None, fold=0)


def day_of(at: datetime, zone: ZoneInfo) -> date:
    """Say which day it is in `zone` at a moment."""
    return wall(at, zone).date()


def moment(shown: datetime, zone: ZoneInfo) -> datetime:
    """Say when the wall clock of `zone` first shows this time; when it jumps over it, the first moment after the jump.

    shown: naive wall time. Answer: aware UTC.
    """
    at = shown.replace(tzinfo=zone, fold=0).astimezone(UTC)
    if wall(at, zone) == shown:
        return at
    before = shown.replace(tzinfo=zone, fold=1).astimezone(UTC)
    return _jump(before, at, zone)


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """Say when a day begins in `zone`, as aware UTC; for a day that the zone skipped, when the next one begins."""
    return moment(datetime.combine(day, time.min), zone)


def steady(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[datetime, datetime, timedelta]]:
    """Cut a period into pieces of at most a day in which the wall clock runs evenly: (from, until, offset from UTC).

    Two jumps within one day that undo each other would go unseen; no zone has had them since 1970.
    """
    while start < end:
        until = min(start + ONE_DAY, end)
        if _offset(until, zone) != _offset(start, zone):
            until = _jump(start, until, zone)
        yield start, until, _offset(start, zone)
        start = until


def _jump(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Find by halving the one moment (a whole second) in (before, after] at which the zone's offset changes."""
    low, high = math.floor(before.timestamp()), math.ceil(after.timestamp())
    old = _offset(before, zone)
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(datetime.fromtimestamp(middle, UTC), zone) == old:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or timedelta(0)
