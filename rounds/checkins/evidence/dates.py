"""The dates that evidence is of: from one day to another on the team's calendar, and never beyond what is known."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from rounds.basics.dates import months_after
from rounds.basics.localtime import ONE_DAY, day_of, moment, start_of, wall

INSTANT = timedelta(microseconds=1)
"""What lies between one moment and the next that a database tells apart."""


@dataclass(frozen=True, slots=True)
class Dates:
    """From `since` until before `until`, both aware UTC; what is not there yet at `now` does not belong to it.

    as_of: the moment up to which usage is known, at most the last one of these dates; None where no usage is here at all. Each
    question about usage is asked at that moment, so that nobody was silent while a source told nothing.
    """

    since: datetime
    until: datetime
    as_of: datetime | None
    zone: ZoneInfo

    @property
    def usage_until(self) -> datetime:
        """Give the end of the usage that counts; it does not belong to it itself."""
        return self.as_of + INSTANT if self.as_of else self.until

    @property
    def first_day(self) -> date:
        """Give the first day."""
        return day_of(self.since, self.zone)

    @property
    def last_day(self) -> date:
        """Give the last one."""
        return day_of(self.until - INSTANT, self.zone)

    def a_year_before(self) -> tuple[datetime, datetime]:
        """Give the same dates of the year before, as far as usage is known in these: [since, until)."""
        return _a_year_before(self.since, self.zone), _a_year_before(self.usage_until, self.zone)


def dates_between(first: date, last: date, *, now: datetime, known_until: datetime | None, zone: ZoneInfo) -> Dates:
    """Give the dates from the first day to the last one. known_until: the moment up to which usage is here. All aware UTC."""
    until = min(start_of(max(first, last) + ONE_DAY, zone), now + INSTANT)
    since = min(start_of(first, zone), until)
    return Dates(since, until, min(known_until, until - INSTANT) if known_until else None, zone)


def _a_year_before(at: datetime, zone: ZoneInfo) -> datetime:
    shown = wall(at, zone)
    return moment(datetime.combine(months_after(shown.date(), -12), shown.time()), zone)
