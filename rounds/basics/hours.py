"""When somebody works: windows of the week in one zone, without holidays. Right across clock changes.

Open means that the wall clock of the zone shows a time inside a window on a day that is no holiday. So an hour that
the clock skips is no working time, and an hour that it repeats counts twice. Moments are aware UTC, periods half-open.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

from rounds.basics.localtime import ONE_DAY, day_of, moment, start_of, steady, utc, wall
from rounds.basics.windows import Window, merged

FARTHEST = timedelta(days=3660)
"""How far ahead an opening is looked for: ten years."""


class NeverOpen(Exception):
    """Tell that holidays leave no, or too little, working time within ten years."""


@dataclass(frozen=True)
class Hours:
    """Hold the working hours of a team or a person: its windows in its zone, and the dates on which nobody works."""

    zone: ZoneInfo
    windows: tuple[Window, ...]
    holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        """Refuse hours that never open (ValueError)."""
        if not self.windows:
            raise ValueError("these hours have no window, so nobody would ever work; write at least one")

    def is_open(self, at: datetime) -> bool:
        """Say whether a moment lies in working time."""
        shown = wall(at, self.zone)
        since = shown - datetime.combine(shown, time.min)
        return any(opens <= since < closes for opens, closes in self._on(shown.date()))

    def next_opening(self, at: datetime) -> datetime:
        """Give the first working moment from `at` on: `at` itself when open. Raises NeverOpen."""
        for start, _ in self._open(at):
            return start
        raise NeverOpen(f"no opening within ten years from {at:%Y-%m-%d}")

    def opening_on_or_after(self, day: date) -> datetime:
        """Give the first opening on a local day, or on the next day that has one. Raises NeverOpen."""
        if day not in self._openings:
            self._openings[day] = self._opening_from(day)
        return self._openings[day]

    def _opening_from(self, day: date) -> datetime:
        for start, _ in self._open(start_of(day, self.zone)):
            if day_of(start, self.zone) >= day:
                return start
        raise NeverOpen(f"no opening within ten years from {day}")

    def working_between(self, start: datetime, end: datetime) -> timedelta:
        """Add up the working time from `start` until `end`; negative when `end` is before `start`."""
        if end < start:
            return -self.working_between(end, start)
        return sum((until - since for since, until in self._open(start, end)), timedelta(0))

    def stretches(self, start: datetime, end: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Walk through working time between two moments as (since, until), joined where one ends as the next begins."""
        held: tuple[datetime, datetime] | None = None
        for since, until in self._open(start, end):
            if held and held[1] == since:
                held = held[0], until
                continue
            if held:
                yield held
            held = since, until
        if held:
            yield held

    def add_working(self, at: datetime, amount: timedelta) -> datetime:
        """Give the first moment by which so much working time has passed: a closing rather than the opening after it.

        Raises ValueError for a negative amount, NeverOpen.
        """
        if amount < timedelta(0):
            raise ValueError("working time is added forwards only")
        if not amount:
            return utc(at)
        for since, until in self._open(at):
            if until - since >= amount:
                return since + amount
            amount -= until - since
        raise NeverOpen(f"less working time than asked for within ten years from {at:%Y-%m-%d}")

    def add_working_days(self, at: datetime, count: int) -> datetime:
        """Give the same wall time so many working days later, or the next opening when that time is closed.

        A moment outside working time counts as the next opening: Saturday and one working day is Tuesday's opening.
        Raises NeverOpen.
        """
        shown = wall(self.next_opening(at), self.zone)
        day = shown.date()
        for _ in range(count):
            day = day_of(self.opening_on_or_after(day + ONE_DAY), self.zone)
        return self.next_opening(moment(datetime.combine(day, shown.time()), self.zone))

    def _open(self, start: datetime, end: datetime | None = None) -> Iterator[tuple[datetime, datetime]]:
        """Walk through working time in order as (since, until), aware UTC; to `end`, else ten years far."""
        first = utc(start)
        for since, until, offset in steady(first, utc(end) if end else first + FARTHEST, self.zone):
            for opens, closes in self._shown(since.replace(tzinfo=None) + offset, until.replace(tzinfo=None) + offset):
                yield (opens - offset).replace(tzinfo=UTC), (closes - offset).replace(tzinfo=UTC)

    def _shown(self, since: datetime, until: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Walk through working time between two wall times with no jump between them."""
        midnight = datetime.combine(since, time.min)
        while midnight < until:
            for opens, closes in self._on(midnight.date()):
                first, last = max(since, midnight + opens), min(until, midnight + closes)
                if first < last:
                    yield first, last
            midnight += ONE_DAY

    def _on(self, day: date) -> tuple[tuple[timedelta, timedelta], ...]:
        return () if day in self.holidays else self._week[day.weekday()]

    @cached_property
    def _openings(self) -> dict[date, datetime]:
        """Keep what was found: the same few days are asked for, page after page."""
        return {}

    @cached_property
    def _week(self) -> tuple[tuple[tuple[timedelta, timedelta], ...], ...]:
        """Arrange the windows by day of the week, Monday first, joined where they overlap."""
        return tuple(merged([(w.since, w.until) for w in self.windows if day in w.days]) for day in range(7))
