"""The events of targets, each with its reason and the sum behind it."""

from collections.abc import Sequence
from datetime import datetime

from rounds.basics.hours import Hours
from rounds.desk.events.ticket import TicketEvent
from rounds.desk.models import Ticket
from rounds.policies.book import Book
from rounds.targets import rules
from rounds.targets.clauses import Target, Until
from rounds.targets.events import TargetDropped, TargetEnded, TargetMissed, TargetNear, TargetSet
from rounds.targets.models import Run
from rounds.targets.rules import Life, Promise
from rounds.timeline.commands import entry
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, Because, Fact

UNLESS = "it is missed, unless it has come"
STAYS = "it stays so; what was promised still is to be done"


def said(
    ticket: Ticket, target: Target, life: Life, hours: Hours, *, before: Promise | None, now: Promise, at: datetime
) -> TimelineEvent | None:
    """Say what is new on a ticket whose clock runs: a target, or another moment; that its clock has ended; None where it stands still."""
    if before and now.ended_at and before.ended_at is None:
        return _ended(ticket, target, now, at=at)
    if now.due_at is None or now.ended_at or (before and (before.target, before.due_at) == (now.target, now.due_at)):
        return None
    if now.missed_at and not (before and before.missed_at):
        event: TicketEvent = missed_or_near(ticket, now, told="", missed=True)
        next_ = STAYS
    else:
        event, next_ = _set(ticket, target, before=before, now=now, until=now.due_at), UNLESS
    why = rules.because(target, now, life, hours, keys=("for", "within", "hours"), next_=next_)
    return entry(event, by=Actor.clause(target.identity), at=at, because=why)


def _ended(ticket: Ticket, target: Target, now: Promise, *, at: datetime) -> TimelineEvent:
    """Say that what was promised is done."""
    late = now.missed_at is not None
    event = TargetEnded(ticket=ticket.pk, account=ticket.account_id, target=now.target, clock=target.until, late=late)
    ended = Fact("our first answer" if target.until is Until.FIRST_ANSWER else "it was closed", at=now.ended_at)
    facts = (Fact("it was due", at=now.due_at), ended) if now.due_at else (ended,)
    why = Because(target.identity, now.version, facts, NOTHING, None, ("until", "within"))
    return entry(event, by=Actor.clause(target.identity), at=at, because=why)


def _set(ticket: Ticket, target: Target, *, before: Promise | None, now: Promise, until: datetime) -> TargetSet:
    instead_of = before.target if before and before.target != now.target else ""
    return TargetSet(
        ticket=ticket.pk,
        account=ticket.account_id,
        target=now.target,
        clock=target.until,
        until=until,
        instead_of=instead_of,
    )


def missed_or_near(ticket: Ticket, promise: Promise, *, told: str, missed: bool) -> TargetMissed | TargetNear:
    """Make the event of a promise that was missed, or is about to be. told: the role that hears of it."""
    assert promise.due_at, "only what is due can be missed"
    kind = TargetMissed if missed else TargetNear
    return kind(ticket=ticket.pk, account=ticket.account_id, target=promise.target, due_at=promise.due_at, told=told)


def dropped(ticket: Ticket, run: Run, manual: Book, *, at: datetime) -> TimelineEvent:
    """Say that a target is on a ticket no more: the manual has taken its clause away, or it is not for the ticket now."""
    identity = f"{Target.kind}: {run.target}"
    gone = manual.find(Target, run.target) is None
    event = TargetDropped(
        ticket=ticket.pk,
        account=ticket.account_id,
        target=run.target,
        clock=run.until,
        due_at=run.due_at,
        withdrawn=gone,
    )
    seen: Sequence[Fact] = [Fact("version in force", str(manual.version)), Fact.called("it has no clause", identity)]
    if not gone:
        seen = [Fact.called("the ticket's kind", ticket.kind), Fact.called("its queue", ticket.queue)]
        seen += [Fact.called("its priority", ticket.priority)] if ticket.priority else []
    why = Because(
        identity, run.version, (Fact("the ticket was opened", at=ticket.opened_at), *seen), NOTHING, None, ("for",)
    )
    return entry(event, by=Actor.clause(identity), at=at, because=why)


NOTHING = "nothing: no clock of this clause runs on the ticket any more"
