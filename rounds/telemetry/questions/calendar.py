"""Days and months of the calendar in a zone, for engines that know no zones: the offset changes seldom, and each is written out."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rounds.telemetry.questions.table import plain

if TYPE_CHECKING:
    from ibis.expr.types import Column

ONE_DAY = timedelta(days=1)
ONE_SECOND = timedelta(seconds=1)
NO_OFFSET = timedelta(0)


def month_of(at: "Column", zone: ZoneInfo, *, since: datetime, until: datetime) -> "Column":
    """Give the first day of a moment's month in a zone. at: UTC, within [since, until), which are aware."""
    return _local(at, zone, since=since, until=until).truncate("M").date()


def day_of(at: "Column", zone: ZoneInfo, *, since: datetime, until: datetime) -> "Column":
    """Give a moment's day in a zone. at: UTC, within [since, until), which are aware."""
    return _local(at, zone, since=since, until=until).date()


def _local(at: "Column", zone: ZoneInfo, *, since: datetime, until: datetime) -> "Column":
    import ibis

    changes = list(offsets(zone, since=since, until=until))
    shifts = [ibis.interval(seconds=round(offset.total_seconds())) for _, offset in changes]
    ends = [plain(begins) for begins, _ in changes[1:]]
    local = at + shifts[-1]
    if ends:
        local = ibis.cases(*((at < end, at + shift) for end, shift in zip(ends, shifts, strict=False)), else_=local)
    return local


def offsets(zone: ZoneInfo, *, since: datetime, until: datetime) -> Iterator[tuple[datetime, timedelta]]:
    """Give each offset of a zone in [since, until) with the moment from which it holds, to the second; the first from `since`."""
    at, offset = since, _offset(since, zone)
    yield at, offset
    while at < until:
        later = min(at + ONE_DAY, until)
        if _offset(later, zone) != offset:
            later = _first_changed(at, later, zone)
            offset = _offset(later, zone)
            if later < until:
                yield later, offset
        at = later


def _first_changed(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Halve until the second is found at which the clocks jump."""
    offset = _offset(before, zone)
    low, high = 0, round((after - before).total_seconds())
    while high - low > 1:
        middle = (low + high) // 2
        if _offset(before + middle * ONE_SECOND, zone) == offset:
            low = middle
        else:
            high = middle
    return before + high * ONE_SECOND


def _offset(at: datetime, zone: ZoneInfo) -> timedelta:
    return at.astimezone(zone).utcoffset() or NO_OFFSET
