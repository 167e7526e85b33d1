"""Which way a column of a file writes its dates: decided once, over the whole column, never row by row.

03/04/2027 is a day in March or in April. Where other rows of the column decide it, they do; where none does, nobody guesses.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

from rounds.basics.localtime import moment
from rounds.basics.moments import MONTHS
from rounds.basics.problems import Problem
from rounds.basics.text import listed

_CLOCK = (
    r"(?:[T ,]+(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2})(?:[.,]\d+)?)?\s*(?P<half>[AaPp]\.?[Mm]\.?)?)?"
)
_PLAIN_CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)(?::([0-5]\d))?", re.ASCII)
_ZONE = r"\s*(?P<zone>Z|UTC|[+-]\d{2}:?\d{2})?"
_MONTH = "|".join(MONTHS)


def _pattern(day: str) -> re.Pattern[str]:
    return re.compile(rf"\s*{day}{_CLOCK}{_ZONE}\s*", re.IGNORECASE)


_D, _M, _Y = r"(?P<day>\d{1,2})", r"(?P<month>\d{1,2})", r"(?P<year>\d{4})"
_NAMED = rf"(?P<name>{_MONTH})[a-z]*\.?"
FORMATS: Mapping[str, re.Pattern[str]] = {
    "year-month-day": _pattern(rf"{_Y}[-/.]{_M}[-/.]{_D}"),
    "day/month/year": _pattern(rf"{_D}[-/.]{_M}[-/.]{_Y}"),
    "month/day/year": _pattern(rf"{_M}[-/.]{_D}[-/.]{_Y}"),
    "day month year": _pattern(rf"(?:[a-z]{{3,9}},?\s+)?{_D}\.?[\s-]+{_NAMED}[\s,-]+{_Y}"),
    "month day, year": _pattern(rf"{_NAMED}\s+{_D}(?:st|nd|rd|th)?,?\s+{_Y}"),
    "unix seconds": re.compile(r"\s*(?P<seconds>\d{9,10})(?:\.\d+)?\s*"),
    "unix milliseconds": re.compile(r"\s*(?P<milliseconds>\d{12,13})\s*"),
}
"""Ways to write a date, by the words that a map says them with."""


@dataclass(frozen=True)
class Dates:
    """How a column's dates are read. problem: where no one way is certain; then no row with a date in it comes in."""

    format: str | None
    zone: ZoneInfo
    problem: Problem | None = None

    def read(self, written: str) -> datetime | Problem:
        """Give the moment, aware UTC, or why it is none."""
        if self.problem:
            return self.problem
        assert self.format is not None
        return _read(self.format, written, self.zone)

    def day(self, written: str) -> date | Problem:
        """Give the day that is written, whatever clock or zone stands beside it, or why it is none.

        Systems that keep days as moments write them as midnight of UTC, which is another day on most clocks.
        """
        at = self.read(written)
        found = FORMATS[self.format].fullmatch(written) if self.format else None
        if isinstance(at, Problem) or found is None:
            return at if isinstance(at, Problem) else at.date()
        parts = found.groupdict()
        return _wall(parts).date() if parts.get("day") else at.date()


def decide(column: str, values: Iterable[str], zone: ZoneInfo, *, said: str | None = None) -> Dates:
    """Decide how a column writes its dates. values: all that are not empty. said: the way that the map names."""
    if said:
        return Dates(said, zone)
    counts = counted(values, zone)
    most = max(counts.values(), default=0)
    best = [way for way, number in counts.items() if number == most]
    if most == 0:
        text = f"No way to write a date fits the column “{column}”."
        return Dates(None, zone, Problem("no dates", text, f"Ways are {listed(list(FORMATS), last='or')}."))
    if len(best) > 1:
        text = f"The dates of “{column}” can be read as {listed(best, last='or')}; no row decides it."
        return Dates(None, zone, Problem("which dates", text, f"Say it in the map: dates: {best[0]}."))
    return Dates(best[0], zone)


def counted(values: Iterable[str], zone: ZoneInfo) -> dict[str, int]:
    """Count for each way how many values it reads."""
    distinct = Counter(values)
    return {
        way: sum(number for value, number in distinct.items() if _try(way, value, zone) is not None) for way in FORMATS
    }


def is_dated(values: Iterable[str]) -> bool:
    """Say whether any of these looks like a date at all."""
    return any(pattern.fullmatch(value) for value in values for pattern in FORMATS.values())


def _try(way: str, written: str, zone: ZoneInfo) -> datetime | None:
    """Read a date one way; None where it is none."""
    if (found := FORMATS[way].fullmatch(written)) is None:
        return None
    try:
        return _moment(found.groupdict(), zone)
    except (ValueError, OverflowError):
        return None


def _read(way: str, written: str, zone: ZoneInfo) -> datetime | Problem:
    if (at := _try(way, written, zone)) is not None:
        return at
    if FORMATS[way].fullmatch(written):
        return Problem("no date", f"“{written[:40]}” is no day or hour of any calendar.", "Write a date that there is.")
    other = next((each for each in FORMATS if FORMATS[each].fullmatch(written)), None)
    why = f"it is written as {other}" if other else "it is no date"
    return Problem("no date", f"“{written[:40]}” is not {way}: {why}.", "Write every date of the column one way.")


def _moment(parts: Mapping[str, str | None], zone: ZoneInfo) -> datetime:
    for unit, size in (("seconds", 1), ("milliseconds", 1000)):
        if stamp := parts.get(unit):
            return datetime.fromtimestamp(int(stamp) / size, UTC)
    shown = _wall(parts)
    if given := parts.get("zone"):
        return shown.replace(tzinfo=_offset(given)).astimezone(UTC)
    return moment(shown, zone)


def _wall(parts: Mapping[str, str | None]) -> datetime:
    name = parts.get("name")
    month = MONTHS.index(name.capitalize()) + 1 if name else int(parts["month"] or 0)
    return datetime(int(parts["year"] or 0), month, int(parts["day"] or 0), *_clock(parts))  # noqa: DTZ001 - a wall time


def _clock(parts: Mapping[str, str | None]) -> tuple[int, int, int]:
    hour, minute, second = (int(parts[unit] or 0) for unit in ("hour", "minute", "second"))
    half = (parts["half"] or "").replace(".", "").lower()
    if half and not 1 <= hour <= 12:
        raise ValueError("no such hour of a half day")
    return (hour % 12 + (12 if half == "pm" else 0) if half else hour), minute, second


def _offset(written: str) -> timezone:
    if written.upper() in {"Z", "UTC"}:
        return UTC
    digits = written[1:].replace(":", "")
    length = timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    return timezone(-length if written[0] == "-" else length)


type Reader = Callable[[str], datetime | Problem]


def quick(dates: Dates) -> Reader:
    """Read dates with a memory: a file names few days and few hours of a day, however many rows it has."""
    days: dict[str, datetime | None] = _Memory(lambda day: _even_day(dates, day) if day else None)
    hours: dict[str, timedelta | None] = _Memory(_since_midnight)

    def read(written: str) -> datetime | Problem:
        day, _, hour = written.rpartition(" ")
        midnight, since = days[day], hours[hour]
        return dates.read(written) if midnight is None or since is None else midnight + since

    return read


class _Memory[Read](dict[str, Read]):
    """What was found out of each text, asked once: what is known already costs no call."""

    def __init__(self, find: Callable[[str], Read]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, text: str) -> Read:
        self[text] = found = self._find(text)
        return found


def _even_day(dates: Dates, written: str) -> datetime | None:
    """Say when a day begins, as aware UTC; None where more than a day is written, clocks are changed on it, or none comes after it."""
    midnight = dates.read(written)
    found = FORMATS[dates.format].fullmatch(written) if dates.format else None
    if isinstance(midnight, Problem) or found is None:
        return None
    parts = found.groupdict()
    if not parts.get("day") or parts["hour"] or parts["zone"]:
        return None
    try:
        offsets = {(midnight + timedelta(hours=hour)).astimezone(dates.zone).utcoffset() for hour in range(25)}
    except OverflowError:  # 9999-12-31, which many systems write for "never"
        return None
    return midnight if len(offsets) == 1 else None


def _since_midnight(written: str) -> timedelta | None:
    """Say how long after midnight a plain clock shows this: 14:05 or 14:05:30."""
    if (found := _PLAIN_CLOCK.fullmatch(written)) is None:
        return None
    hour, minute, second = (int(part or 0) for part in found.groups())
    return timedelta(hours=hour, minutes=minute, seconds=second)
