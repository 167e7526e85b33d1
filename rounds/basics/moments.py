"""How people read dates: relative while near, then exact, with the year only where it is another one.

The words stand here and not in the locale, so that a page says the same on every machine. Hours run from 0 to 23.
"""

from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from rounds.basics.localtime import day_of, utc, wall
from rounds.basics.text import counted
from rounds.basics.windows import DAYS

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_NEAR = {-1: "yesterday", 0: "today", 1: "tomorrow"}


def said(at: datetime, *, now: datetime, zone: ZoneInfo) -> str:
    """Say a moment on a reader's clock: "today 14:02", "Wed 2 Dec, 09:00", "Tue 16 Nov 2027, 09:00"."""
    return said_on(at, today=day_of(now, zone), zone=zone)


@lru_cache(maxsize=20_000)
def said_on(at: datetime, *, today: date, zone: ZoneInfo) -> str:
    """Say it as on this day; once, for the moments of a list are the same from one page to the next."""
    shown = wall(at, zone)
    comma = "" if _is_near(shown.date(), today) else ","
    return f"{said_day(shown.date(), today=today)}{comma} {shown:%H:%M}"


def said_day(day: date, *, today: date) -> str:
    """Say a day: "yesterday", "today", "tomorrow", "Wed 2 Dec", "Tue 16 Nov 2027"."""
    if _is_near(day, today):
        return _NEAR[(day - today).days]
    year = "" if day.year == today.year else f" {day.year}"
    return f"{DAYS[day.weekday()]} {day.day} {MONTHS[day.month - 1]}{year}"


def said_late(due: datetime, *, now: datetime, zone: ZoneInfo) -> str | None:
    """Say how late something is: "5 minutes late", "3 hours late", "2 days late"; None while it is not.

    Days are those of the reader's calendar: what was due yesterday at 16:00 is 1 day late this morning.
    """
    minutes = (utc(now) - utc(due)) // timedelta(minutes=1)
    if minutes < 1:
        return None
    days = (day_of(now, zone) - day_of(due, zone)).days
    if minutes < 60:
        return f"{counted(minutes, 'minute')} late"
    return f"{counted(days, 'day') if days else counted(minutes // 60, 'hour')} late"


def spoken(amount: timedelta) -> str:
    """Say how much time that is, in hours and minutes: "3 h 20 min", "45 min"; seconds only where there is no more."""
    minutes, seconds = divmod(int(amount.total_seconds()), 60)
    hours, minutes = divmod(minutes, 60)
    said = [f"{number:,} {unit}" for number, unit in ((hours, "h"), (minutes, "min")) if number]
    return " ".join(said) or f"{seconds} s"


def _is_near(day: date, today: date) -> bool:
    return (day - today).days in _NEAR
