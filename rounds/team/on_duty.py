"""Who is at work: inside their own official hours, not away, and available (C3, C10). Whatever gives out work asks here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from rounds.basics.hours import Hours
from rounds.basics.localtime import ONE_DAY, day_of, start_of

A_DAY = timedelta(days=1)


class Duty(StrEnum):
    """Whether a member is at work, in the words that a page says."""

    ON = "at work"
    NO_HOURS = "has not said their hours"
    AWAY = "is away"
    OUTSIDE = "is outside their hours"
    NOT_AVAILABLE = "is not available"


@dataclass(frozen=True, slots=True)
class Times:
    """What is known of a member's time. hours: None where they never said them. away: first and last days, both included.

    since, until: of the time in which they are available, aware UTC, half-open; None where they are not.
    """

    hours: Hours | None
    away: tuple[tuple[date, date], ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    def is_away_on(self, day: date) -> bool:
        return any(first <= day <= last for first, last in self.away)

    def is_available(self, at: datetime) -> bool:
        return self.since is not None and self.until is not None and self.since <= at < self.until


def on_duty(times: Times, at: datetime) -> Duty:
    """Say whether a member may be given work at a moment, and if not, why.

    at: aware, UTC. Whoever has not said their hours is not at work: not known is not "always". Source: C3.
    """
    if times.hours is None:
        return Duty.NO_HOURS
    if times.is_away_on(day_of(at, times.hours.zone)):
        return Duty.AWAY
    if not times.hours.is_open(at):
        return Duty.OUTSIDE
    return Duty.ON if times.is_available(at) else Duty.NOT_AVAILABLE


def ends_by_itself(hours: Hours, since: datetime) -> datetime:
    """Say when a time of being available ends that nobody ends: with the day's official hours, else with the day (C3).

    A break at noon does not end it, and hours that run over midnight are followed to their end. since, answer: aware UTC.
    """
    midnight = start_of(day_of(since, hours.zone) + ONE_DAY, hours.zone)
    of_today = [until for start, until in hours.stretches(since, midnight + A_DAY) if start < midnight]
    return max(of_today, default=midnight)


def overlapping(away: Iterable[tuple[date, date]], first: date, last: date) -> tuple[date, date] | None:
    """Give a time away that shares a day with this one."""
    return next(((begins, ends) for begins, ends in away if begins <= last and first <= ends), None)
