"""Days as people count them: two weeks from here, a year from here, and the morning on which somebody is there again."""

import re
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import holidays

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
WINDOW = re.compile(r"(?:(\w{3})(?:-(\w{3}))? )?(\d{1,2}):(\d{2})-")


@dataclass(frozen=True)
class Office:
    """When somebody is there: the earliest opening of each weekday (0: Monday), on one clock, but for holidays."""

    zone: ZoneInfo
    opens: dict[int, time]
    closed: "holidays.HolidayBase | None" = field(compare=False)

    def on_clocks_of(self, zone: str) -> "Office":
        """Give the same hours where a firm is; zone: empty where nobody knows, and the team's own clock counts."""
        return replace(self, zone=ZoneInfo(zone)) if zone else self

    def day(self, at: datetime) -> date:
        """Give the day that its clock shows at a moment."""
        return at.astimezone(self.zone).date()

    def opening(self, day: date) -> datetime:
        """Give the first opening on this day or after it."""
        while day.weekday() not in self.opens or (self.closed is not None and day in self.closed):
            day += timedelta(days=1)
        return datetime.combine(day, self.opens[day.weekday()], tzinfo=self.zone).astimezone(UTC)

    def is_opening(self, at: datetime) -> bool:
        """Say whether the office opens at this very moment."""
        return self.opening(self.day(at)) == at

    def after(self, at: datetime, span: str) -> datetime:
        """Give the opening on the day that lies a span (`2 weeks`, `1 year`) behind a moment, or next after it."""
        return self.opening(_later(self.day(at), span))


def office(zone: str, windows: list[str], countries: list[str]) -> Office:
    """Read the hours of a manual."""
    opens: dict[int, time] = {}
    for window in windows:
        found = WINDOW.match(window.replace("–", "-"))
        if found is None:
            raise ValueError(f"hours that the judge cannot read: {window}")
        first, last, hour, minute = found.groups()
        days = range(7) if not first else range(DAYS.index(first), DAYS.index(last or first) + 1)
        for day in days:
            opens[day] = min(opens.get(day, time.max), time(int(hour), int(minute)))
    closed = holidays.country_holidays(countries[0]) if countries else None
    return Office(ZoneInfo(zone), opens, closed)


def span_after(at: datetime, span: str, zone: ZoneInfo) -> datetime:
    """Give the moment that lies a span behind another, at the same time of day."""
    return _at_same_time(at, span, zone, 1)


def span_before(at: datetime, span: str, zone: ZoneInfo) -> datetime:
    """Give the moment that lies a span (`90 days`, `3 months`) before another, at the same time of day."""
    return _at_same_time(at, span, zone, -1)


def _at_same_time(at: datetime, span: str, zone: ZoneInfo, way: int) -> datetime:
    shown = at.astimezone(zone).replace(tzinfo=None)
    return datetime.combine(_later(shown.date(), span, way), shown.time(), tzinfo=zone).astimezone(UTC)


def _later(day: date, span: str, way: int = 1) -> date:
    count, unit = way * int(span.split()[0]), span.split()[1].rstrip("s")
    if unit in {"day", "week"}:
        return day + timedelta(days=count * (7 if unit == "week" else 1))
    months = count * {"month": 1, "quarter": 3, "year": 12}[unit]
    year, month = divmod(day.month - 1 + months, 12)
    return date(day.year + year, month + 1, min(day.day, monthrange(day.year + year, month + 1)[1]))
