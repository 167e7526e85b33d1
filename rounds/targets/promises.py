"""A kept promise as the rules read it, and the calendar that it counts in."""

from rounds.basics.hours import Hours
from rounds.policies.queries import book_of
from rounds.targets.clauses import Target
from rounds.targets.models import Run
from rounds.targets.rules import Promise
from rounds.team.rules import HoursClause

COLUMNS = ("target", "version", "due_at", "ended_at", "warned_at", "missed_at", "acts_at", "near_at")


def promise_of(run: Run) -> Promise:
    """Give a run as the rules read it."""
    return Promise(*(getattr(run, name) for name in COLUMNS))


def hours_of(version: int, target: Target) -> Hours:
    """Give the calendar that a target of a version counts in."""
    manual = book_of(version)
    return manual.calendar(manual.get(HoursClause, target.hours))
