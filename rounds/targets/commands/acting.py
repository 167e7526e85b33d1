"""Warns before a target is missed, and says when it was."""

from datetime import datetime

from rounds.desk.models import Ticket
from rounds.policies.queries import book_of
from rounds.targets import rules
from rounds.targets.clauses import Target
from rounds.targets.commands.judging import judge, keep_next
from rounds.targets.commands.saying import STAYS, UNLESS, missed_or_near
from rounds.targets.lives import lives_of
from rounds.targets.models import Run
from rounds.targets.promises import hours_of, promise_of
from rounds.targets.rules import Life, Promise
from rounds.team.notices import notices_of
from rounds.team.queries import told_of
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command
from rounds.workspaces.rows import insert


@command
def act_on(*, run_id: int, at: datetime) -> bool:
    """Warn, or say that a target is missed, once each; after looking whether what it waits for has happened meanwhile.

    False where nothing was due any more. at: aware, UTC.
    """
    run = Run.objects.select_for_update(no_key=True).filter(id=run_id).first()
    if run is None:
        return False
    judge([run.ticket_id], at=at, runs=[run])
    run = Run.objects.filter(id=run_id).first()
    if run is None or run.acts_at is None or run.acts_at > at or run.due_at is None:
        return False
    ticket, target = Ticket.objects.get(id=run.ticket_id), book_of(run.version).get(Target, run.target)
    life, hours = lives_of([ticket])[ticket.pk], hours_of(run.version, target)
    missed = run.due_at <= at
    run.missed_at, run.warned_at = (run.due_at, run.warned_at) if missed else (None, at)
    run.acts_at = rules.standing(target, life, hours).next_at(warned=True, missed=missed)
    run.save(update_fields=["missed_at", "warned_at", "acts_at"])
    keep_next([run.ticket_id])
    _say(ticket, target, promise_of(run), life, missed=missed, at=at)
    return True


def _say(ticket: Ticket, target: Target, promise: Promise, life: Life, *, missed: bool, at: datetime) -> None:
    told = target.missed.tell if target.missed else None
    keys = ("within", "missed" if missed else "warn")
    why = rules.because(
        target, promise, life, hours_of(promise.version, target), keys=keys, next_=STAYS if missed else UNLESS
    )
    happened = missed_or_near(ticket, promise, told=str(told or ""), missed=missed)
    event = entry(happened, by=Actor.clause(target.identity), at=at, because=why)
    insert(event, *notices_of(event, [member.pk for member in told_of(told, at=at)] if told else [], at=at))
