"""Why something is due when it is: the sum of a ticket's targets, counted again from all that happened to it (F2)."""

from dataclasses import dataclass
from datetime import datetime

from rounds.basics.problems import NotThere
from rounds.desk.models import Ticket
from rounds.policies.queries import book_of
from rounds.targets import rules
from rounds.targets.clauses import Target
from rounds.targets.lives import lives_of
from rounds.targets.models import Run
from rounds.targets.promises import hours_of, promise_of
from rounds.timeline.rules import Because


@dataclass(frozen=True, slots=True)
class Sum:
    """One target of a ticket, and why it stands so. missed_at: when it was due and not kept."""

    target: str
    until: str
    due_at: datetime | None
    ended_at: datetime | None
    warned_at: datetime | None
    missed_at: datetime | None
    because: Because


def sums_of(number: int) -> tuple[Ticket, tuple[Sum, ...]]:
    """Give a ticket's targets with their sums. Raises NotThere."""
    ticket = Ticket.objects.filter(number=number).first()
    if ticket is None:
        raise NotThere(f"ticket {number}")
    runs = list(Run.objects.filter(ticket=ticket).order_by("until"))
    life = lives_of([ticket])[ticket.pk]
    return ticket, tuple(_sum(run, life) for run in runs)


def _sum(run: Run, life: rules.Life) -> Sum:
    target, promise = book_of(run.version).get(Target, run.target), promise_of(run)
    hours = hours_of(run.version, target)
    why = rules.because(target, promise, life, hours, keys=("for", "within", "hours"), next_=_next(promise))
    return Sum(run.target, run.until, run.due_at, run.ended_at, run.warned_at, run.missed_at, why)


def _next(promise: rules.Promise) -> str:
    """Say what comes next."""
    if promise.ended_at:
        return "nothing: its clock has ended"
    if promise.missed_at:
        return "it stays so; what was promised still is to be done"
    return "it is missed, unless it has come" if promise.due_at else "its clock runs on when the hold ends"
