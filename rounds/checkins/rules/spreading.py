"""Many check-ins at once: over which days they can be spread, and what then is said of each (A4, A12)."""

from datetime import date, datetime, timedelta

from rounds.basics.hours import FARTHEST, Hours
from rounds.basics.localtime import day_of
from rounds.basics.problems import Problem
from rounds.checkins.clauses import Programme
from rounds.checkins.rules.reasons import LOOK, date_because
from rounds.desk.dates import ReopenDate
from rounds.timeline.rules import Actor, Fact


def spread_over(many: int, *, first: date, last: date, hours: Hours) -> tuple[datetime, ...]:
    """Give so many openings, in order, spread evenly over the days between two, both included, on which the team works.

    No two of these days differ by more than one. Empty where the team works on none of them. Source: A4, A12.
    """
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    openings = [hours.opening_on_or_after(day) for day in days]
    works = [at for day, at in zip(days, openings, strict=True) if day_of(at, hours.zone) == day]
    return tuple(works[(2 * place + 1) * len(works) // (2 * many)] for place in range(many)) if works else ()


def spread_problems(first: date, last: date, *, today: date) -> list[Problem]:
    """Say why check-ins cannot be spread over these days."""
    if first <= today:
        return [Problem("past", "Check-ins are spread over days to come.", "Begin tomorrow or later.", field="first")]
    if last < first:
        return [Problem("no days", "The last day lies before the first.", "Choose a later one.", field="last")]
    if (last - first).days > MOST_DAYS:
        return [
            Problem("too far", "Check-ins are spread over two years at most.", "Choose a sooner day.", field="last")
        ]
    if last - today > FARTHEST:
        return [Problem("too far", "A check-in comes back within ten years.", "Choose sooner days.", field="last")]
    return []


MOST_DAYS = 731
"""Days over which check-ins are spread."""


def spread_date(
    programme: Programme, version: int, came: datetime, *, by: Actor, first: date, last: date
) -> ReopenDate:
    """Give the date of a check-in that somebody spread with others. came: aware, UTC."""
    facts = [Fact.who("spread by", by), Fact("over", f"{first} to {last}")]
    return date_because(programme, version, came, facts, LOOK, ("hours",))
