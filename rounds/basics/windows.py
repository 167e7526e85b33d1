"""A window of the week as people write it: "Mon-Fri 9:00-17:00", "Sat 10:00 to 14:00", "Mon, Thu 18:00–24:00"."""

import re
from dataclasses import dataclass
from datetime import time, timedelta
from itertools import pairwise

from rounds.basics.text import Misread, nearest

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
LONG_DAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
_NUMBERS = {name.casefold(): number for names in (DAYS, LONG_DAYS) for number, name in enumerate(names)}

_TO = r"\s*(?:-|–|\bto\b)\s*"
_CLOCK = r"\d{1,2}(?::\d{2})?"
_WINDOW = re.compile(rf"(?P<days>.*?)\s*\b(?P<opens>{_CLOCK}){_TO}(?P<closes>{_CLOCK})", re.IGNORECASE)
_RANGE = re.compile(_TO, re.IGNORECASE)


@dataclass(frozen=True)
class Window:
    """Hold one stretch of clock time on some days of the week.

    days: 0 is Monday. opens, closes: whole minutes of the wall clock; midnight as `closes` is the day's end (24:00).
    """

    days: frozenset[int]
    opens: time
    closes: time

    def __post_init__(self) -> None:
        """Refuse what cannot be open, with the reason (ValueError)."""
        if not self.days or not self.days <= set(range(7)):
            raise ValueError("a window needs at least one day, Mon to Sun")
        if any(each.second or each.microsecond or each.tzinfo for each in (self.opens, self.closes)):
            raise ValueError("a window opens and closes at whole minutes of the wall clock")
        if self.until <= self.since:
            raise ValueError(_overnight(self.opens, self.closes))

    @classmethod
    def parse(cls, text: str) -> "Window":
        """Read a window as written; without days it is every day. ValueError with a plain reason; Misread where a day is none."""
        found = _WINDOW.fullmatch(text.strip())
        if not found:
            raise ValueError(f"“{text}” is not a window; write it as “Mon-Fri 9:00-17:00”")
        opens, closes = _clock(found["opens"], last=23), _clock(found["closes"], last=24)
        try:
            return cls(_days(found["days"]), opens, closes)
        except Misread as none:
            raise Misread(none.reason, hint=none.hint, meant=_meant(text.strip(), found["days"])) from none

    @property
    def since(self) -> timedelta:
        """Give the opening as the time since midnight on the wall clock."""
        return timedelta(hours=self.opens.hour, minutes=self.opens.minute)

    @property
    def until(self) -> timedelta:
        """Give the closing as the time since midnight on the wall clock, up to 24 hours."""
        closes = timedelta(hours=self.closes.hour, minutes=self.closes.minute)
        return closes or timedelta(days=1)

    def __str__(self) -> str:
        """Write the window so that `parse` reads it back."""
        closes = _written(self.closes) if self.closes != time.min else "24:00"
        return f"{_days_written(self.days)} {_written(self.opens)}-{closes}"


def merged(windows: list[tuple[timedelta, timedelta]]) -> tuple[tuple[timedelta, timedelta], ...]:
    """Join what overlaps or touches; in order, as (since, until) from midnight."""
    joined: list[tuple[timedelta, timedelta]] = []
    for since, until in sorted(windows):
        if joined and since <= joined[-1][1]:
            since, last = joined.pop()
            until = max(last, until)
        joined.append((since, until))
    return tuple(joined)


def _clock(text: str, *, last: int) -> time:
    hour, _, minute = text.partition(":")
    hours, minutes = int(hour), int(minute or 0)
    if minutes > 59 or hours > last or (hours == 24 and minutes):
        raise ValueError(f"“{text}” is not a time of day; write 0:00 to 23:59, or 24:00 for the end of the day")
    return time(hours % 24, minutes)


def _days(text: str) -> frozenset[int]:
    if not text:
        return frozenset(range(7))
    parts = [_RANGE.split(part.strip()) for part in text.split(",")]
    return frozenset(day for part in parts for day in _day_range(part, text))


def _day_range(ends: list[str], text: str) -> list[int]:
    if len(ends) > 2:
        raise ValueError(f"“{text}” does not name days; write “Mon-Fri” or “Mon, Wed”")
    first, last = _day(ends[0]), _day(ends[-1])
    return [day % 7 for day in range(first, first + (last - first) % 7 + 1)]


def _meant(text: str, days: str) -> str:
    """Put the nearest day in the place of each word of a window that is none; "" where one is like none."""
    for word in re.findall(r"[^\W\d_]+", days):
        if word.casefold() not in _NUMBERS:
            if not (near := nearest(word, DAYS + LONG_DAYS)):
                return ""
            text = text.replace(word, near, 1)
    return text


def _day(word: str) -> int:
    if word.casefold() not in _NUMBERS:
        near = nearest(word, DAYS + LONG_DAYS)
        hint = f"; is it “{near}”?" if near else ""
        raise Misread(f"“{word}” is not a day of the week", hint=hint)
    return _NUMBERS[word.casefold()]


def _days_written(days: frozenset[int]) -> str:
    ordered = sorted(days)
    starts = [ordered[0], *(day for before, day in pairwise(ordered) if day != before + 1)]
    ends = [*(before for before, day in pairwise(ordered) if day != before + 1), ordered[-1]]
    return ", ".join(_stretch(start, end) for start, end in zip(starts, ends, strict=True))


def _stretch(start: int, end: int) -> str:
    return DAYS[start] if start == end else f"{DAYS[start]}-{DAYS[end]}"


def _written(clock: time) -> str:
    return f"{clock.hour}:{clock.minute:02}"


def _overnight(opens: time, closes: time) -> str:
    start, end = _written(opens), _written(closes)
    if opens == closes:
        return f"a window from {start} to {end} is empty; for the whole day write 0:00-24:00"
    return f"{start}-{end} closes before it opens; write two windows: {start}-24:00 and, the day after, 0:00-{end}"
