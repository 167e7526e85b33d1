"""Spans of time as people write them: "2 weeks", "1 month", "3 working days"; docs/glossary.md says what they mean."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum

from rounds.basics.dates import months_after
from rounds.basics.hours import FARTHEST, Hours, NeverOpen
from rounds.basics.localtime import moment, utc, wall
from rounds.basics.text import Misread, counted, nearest


class Unit(Enum):
    """Name what a span counts, in the singular that people write."""

    SECOND = "second"
    MINUTE = "minute"
    HOUR = "hour"
    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    WORKING_MINUTE = "working minute"
    WORKING_HOUR = "working hour"
    WORKING_DAY = "working day"


_ELAPSED = {Unit.SECOND: timedelta(seconds=1), Unit.MINUTE: timedelta(minutes=1), Unit.HOUR: timedelta(hours=1)}
_WORKED = {Unit.WORKING_MINUTE: timedelta(minutes=1), Unit.WORKING_HOUR: timedelta(hours=1)}
_DAYS = {Unit.DAY: 1, Unit.WEEK: 7}
_MONTHS = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}

_TURN = timedelta(hours=26)
"""More than the clocks of any zone are ever moved by, forwards or back."""

MOST = {
    Unit.SECOND: 86_400,
    Unit.MINUTE: 527_040,
    Unit.HOUR: 8_784,
    Unit.DAY: 3_660,
    Unit.WEEK: 520,
    Unit.MONTH: 1_200,
    Unit.QUARTER: 400,
    Unit.YEAR: 100,
    Unit.WORKING_MINUTE: 60_000,
    Unit.WORKING_HOUR: 1_000,
    Unit.WORKING_DAY: 500,
}
"""The most that one may ask of each unit: beyond it a longer unit is meant, or a key stayed down."""

_ANY_DAY = datetime(2024, 1, 1)  # noqa: DTZ001 - a day of no zone, from which spans are measured

_WORDS = {word: unit for unit in Unit for word in (unit.value, f"{unit.value}s")}
_SPAN = re.compile(r"(\d{1,9})\s+([^\d]+)")
_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
_LOOSE = re.compile(rf"([0-9]{{1,9}}(?=\D)|(?:{'|'.join(_NUMBERS)})(?=\s))\s*([^\d\s][^\d]*)")


@dataclass(frozen=True)
class Span:
    """Hold a span of time as a number of units. ValueError for less than 1 or more than `MOST` of the unit."""

    count: int
    unit: Unit

    def __post_init__(self) -> None:
        """Refuse a number that the unit cannot have."""
        if not 1 <= self.count <= MOST[self.unit]:
            raise ValueError(f"{self} is out of range; a span is 1 to {counted(MOST[self.unit], self.unit.value)}")

    @classmethod
    def parse(cls, text: str) -> "Span":
        """Read a span as written. Misread with a plain reason and, where there is one, the nearest; ValueError where it is too long."""
        found = _SPAN.fullmatch(text.strip())
        if not found:
            reason = f"“{text}” is not a span of time; write a number and a unit, such as “2 weeks”"
            raise Misread(reason, meant=_meant(text))
        word = " ".join(found[2].casefold().split())
        if word not in _WORDS:
            near = nearest(word, _WORDS)
            hint = f"; is it “{near}”?" if near else ""
            raise Misread(f"“{found[2]}” is not a unit of time", hint=hint, meant=_meant(text))
        return cls(int(found[1]), _WORDS[word])

    def __str__(self) -> str:
        """Write the span so that `parse` reads it back."""
        return f"{self.count} {self.unit.value}{'' if self.count == 1 else 's'}"

    @property
    def is_too_long(self) -> bool:
        """Say whether it is longer than anybody plans ahead: ten years."""
        by_the_calendar = self.unit in _DAYS or self.unit in _MONTHS
        return by_the_calendar and self._on_the_calendar(_ANY_DAY) - _ANY_DAY > FARTHEST

    def is_longer_than(self, other: "Span", *, by: timedelta = timedelta()) -> bool:
        """Say whether it is longer wherever and whenever both begin or end: never said wrongly, though not always seen.

        by: so much longer at least; days and months that differ do so by a day and more.
        """
        (sort, mine), (other_sort, theirs) = self._counted(), other._counted()  # noqa: SLF001 - of its own kind
        if sort == other_sort:
            return mine > theirs + (by.total_seconds() if sort in {"elapsed", "worked"} else 0)
        longest = other._extent()[1]  # noqa: SLF001 - of its own kind
        return longest is not None and self._extent()[0] > longest + by

    def is_at_least(self, least: timedelta) -> bool:
        """Say whether it leads to another day, or is as long as this at least, wherever and whenever it begins."""
        return self.unit in _DAYS or self.unit in _MONTHS or self._extent()[0] >= least

    def _counted(self) -> tuple[str, float]:
        """Give what it counts, so that spans of one sort compare, and how much: seconds, days, months, working days."""
        for sort, sizes in (("elapsed", _ELAPSED), ("worked", _WORKED)):
            if self.unit in sizes:
                return sort, self.count * sizes[self.unit].total_seconds()
        for sort, many in (("days", _DAYS), ("months", _MONTHS)):
            if self.unit in many:
                return sort, self.count * many[self.unit]
        return "working days", self.count

    def _extent(self) -> tuple[timedelta, timedelta | None]:
        """Give the shortest and the longest that it is anywhere; of working time nobody knows the longest."""
        sort, size = self._counted()
        if sort in {"elapsed", "worked"}:
            return timedelta(seconds=size), timedelta(seconds=size) if sort == "elapsed" else None
        if sort == "working days":
            return timedelta(days=size - 1) - _TURN, None
        least, most = (28, 31) if sort == "months" else (1, 1)
        return timedelta(days=least * size) - _TURN, timedelta(days=most * size) + _TURN

    @property
    def pace(self) -> str:
        """Say how often something is that comes with this span: “every year”, “every 2 weeks”."""
        return f"every {self.unit.value if self.count == 1 else self}"

    def after(self, at: datetime, *, hours: Hours) -> datetime:
        """Say when the span that begins at `at` is over.

        at and answer: aware UTC; days are those of `hours.zone`, working time that of `hours`. Raises NeverOpen.
        """
        if self.unit in _ELAPSED:
            return utc(at) + self.count * _ELAPSED[self.unit]
        if self.unit in _WORKED:
            return hours.add_working(at, self.count * _WORKED[self.unit])
        if self.unit is Unit.WORKING_DAY:
            return hours.add_working_days(at, self.count)
        return moment(self._on_the_calendar(wall(at, hours.zone)), hours.zone)

    def before(self, at: datetime, *, hours: Hours) -> datetime:
        """Say so long before `at` which moment it was: by the calendar, or the last from which so much was worked.

        at and answer: aware UTC, as in `after`. Raises NeverOpen.
        """
        if self.unit in _ELAPSED:
            return utc(at) - self.count * _ELAPSED[self.unit]
        if self.unit in _WORKED or self.unit is Unit.WORKING_DAY:
            return self._last_begin(utc(at), hours)
        return moment(self._on_the_calendar(wall(at, hours.zone), -1), hours.zone)

    def _last_begin(self, at: datetime, hours: Hours) -> datetime:
        """Find by halving, to the second, the last moment at which the span can begin to be over at `at`."""
        far = 1
        while self.after(at - timedelta(seconds=far), hours=hours) > at:
            far *= 4
            if timedelta(seconds=far) > FARTHEST:
                raise NeverOpen(f"less working time than asked for within ten years before {at:%Y-%m-%d}")
        near = far // 4
        while far - near > 1:
            middle = (near + far) // 2
            over = self.after(at - timedelta(seconds=middle), hours=hours) <= at
            near, far = (near, middle) if over else (middle, far)
        return at - timedelta(seconds=far)

    def _on_the_calendar(self, shown: datetime, way: int = 1) -> datetime:
        """Go so far on the calendar. way: 1 forwards, -1 back."""
        if self.unit in _DAYS:
            return shown + timedelta(days=way * self.count * _DAYS[self.unit])
        return datetime.combine(months_after(shown.date(), way * self.count * _MONTHS[self.unit]), shown.time())


def _meant(text: str) -> str:
    """Guess the span that somebody meant to write: “2 workin hours”, “2weeks”, “two weeks”."""
    found = _LOOSE.fullmatch(text.strip().casefold())
    near = nearest(" ".join(found[2].split()), _WORDS) if found else None
    if not (found and near):
        return ""
    count = int(found[1]) if found[1].isdigit() else _NUMBERS.index(found[1])
    return str(Span(count, _WORDS[near])) if 1 <= count <= MOST[_WORDS[near]] else ""
