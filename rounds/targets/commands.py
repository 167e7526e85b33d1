"""Targets are put on tickets, follow what happens to them, and say when they are near or missed. No person does any of it."""

from datetime import datetime

from rounds.basics.hours import Hours
from rounds.desk.models import Ticket
from rounds.desk.queries.facts import facts_of
from rounds.policies.book import Book
from rounds.policies.queries import book, book_of
from rounds.targets import rules
from rounds.targets.clauses import Target, Until
from rounds.targets.events import TargetMissed, TargetNear, TargetSet
from rounds.targets.lives import life_of
from rounds.targets.models import Run
from rounds.targets.rules import Life, Standing
from rounds.team.notices import notices_of
from rounds.team.queries import members_with
from rounds.team.rules import HoursClause
from rounds.timeline.commands import entry, record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute, fetch, insert

MOST = 2_000
"""Seals that are read in one transaction; the next round takes the rest."""

BEGUN = "INSERT INTO targets_followed (workspace_id, number) VALUES (%s, 0) ON CONFLICT (workspace_id) DO NOTHING"

NEWS = """
    SELECT array_agg(DISTINCT news.subject_id), max(news.number)
    FROM (
        SELECT seal.number, event.subject_id, event.subject_kind, event.kind
        FROM timeline_seal seal JOIN timeline_event event ON event.id = seal.event_id
        WHERE seal.number > %s ORDER BY seal.number LIMIT %s
    ) news
    WHERE news.subject_kind = 'ticket' AND news.kind NOT LIKE 'targets.%%'
"""

LAST = "SELECT max(number) FROM (SELECT number FROM timeline_seal WHERE number > %s ORDER BY number LIMIT %s) batch"


@command
def follow_history(*, at: datetime) -> bool:
    """Bring the targets of every ticket up to date to which something happened; False where another loop does.

    at: aware, UTC. A ticket is judged anew from all that happened to it, so that doing it twice changes nothing.
    """
    execute(BEGUN, [here()])
    if not (found := fetch("SELECT number FROM targets_followed FOR UPDATE SKIP LOCKED")):
        return False
    [(last,)] = fetch(LAST, [found[0][0], MOST])
    if last is None:
        return False
    [(tickets, _)] = fetch(NEWS, [found[0][0], MOST])
    for ticket_id in sorted(tickets or ()):
        follow(ticket_id=ticket_id, at=at)
    execute("UPDATE targets_followed SET number = %s", [last])
    return True


@command
def follow(*, ticket_id: int, at: datetime) -> None:
    """Judge one ticket's targets anew, each by the version of the manual that it began with. at: aware, UTC."""
    ticket = Ticket.objects.select_for_update(no_key=True).filter(id=ticket_id).first()
    if ticket is None:
        return
    runs = {Until(run.until): run for run in Run.objects.select_for_update().filter(ticket=ticket)}
    for until in Until:
        _judge(ticket, until, runs.get(until), at)


@command
def act_on(*, run_id: int, at: datetime) -> bool:
    """Warn, or say that a target is missed, once each; after looking whether what it waits for has happened meanwhile.

    False where nothing was due any more. at: aware, UTC.
    """
    run = Run.objects.filter(id=run_id).first()
    if run is None:
        return False
    follow(ticket_id=run.ticket_id, at=at)
    run = Run.objects.select_for_update().get(id=run_id)
    if run.acts_at is None or run.acts_at > at or run.due_at is None:
        return False
    manual = book_of(run.version)
    if (target := manual.find(Target, run.target)) is None:
        return False
    ticket = Ticket.objects.get(id=run.ticket_id)
    life, hours = life_of(ticket), _hours(manual, target)
    stood = rules.standing(target, life, hours)
    missed = run.due_at <= at
    run.missed_at, run.warned_at = (run.due_at, run.warned_at) if missed else (None, at)
    run.acts_at = stood.next_at(warned=True, missed=missed)
    run.save(update_fields=["missed_at", "warned_at", "acts_at"])
    _say(ticket, target, run, life, stood, hours, missed=missed, at=at)
    return True


def _judge(ticket: Ticket, until: Until, run: Run | None, at: datetime) -> None:
    manual = book_of(run.version) if run else book()
    targets = manual.all(Target)
    facts = facts_of(ticket, asked=[each.for_ for each in targets])
    target = rules.target_of(targets, until, facts, manual.when(ticket.opened_at))
    if target is None:
        if run:
            run.delete()  # what was promised is so no more; the history keeps that it was
        return
    life, hours = life_of(ticket), _hours(manual, target)
    stood = rules.standing(target, life, hours)
    before = (run.target, run.due_at) if run else None
    run = run or Run(workspace_id=here(), ticket_id=ticket.pk, until=until, version=manual.version)
    run.target, run.due_at, run.ended_at = target.name, stood.due_at, stood.ended_at
    if stood.ended_at:
        run.missed_at = stood.due_at if stood.is_missed(at) else None
    run.acts_at = stood.next_at(warned=run.warned_at is not None, missed=run.missed_at is not None)
    run.save()
    if stood.due_at and not stood.ended_at and before != (target.name, stood.due_at):
        event = TargetSet(
            ticket=ticket.pk, account=ticket.account_id, target=target.name, clock=until, until=stood.due_at
        )
        why = rules.because(
            target,
            manual.version,
            life,
            stood,
            hours,
            keys=("for", "within", "hours"),
            next_="it is missed, unless it has come",
        )
        record(event, by=Actor.clause(target.identity), at=at, because=why)


def _say(
    ticket: Ticket, target: Target, run: Run, life: Life, stood: Standing, hours: Hours, *, missed: bool, at: datetime
) -> None:
    told = target.missed.tell if target.missed else None
    kind = TargetMissed if missed else TargetNear
    assert run.due_at is not None
    happened = kind(
        ticket=ticket.pk, account=ticket.account_id, target=target.name, due_at=run.due_at, told=str(told or "")
    )
    next_ = "it stays so; what was promised still is to be done" if missed else "it is missed, unless it has come"
    why = rules.because(
        target, run.version, life, stood, hours, keys=("within", "missed" if missed else "warn"), next_=next_
    )
    event = entry(happened, by=Actor.clause(target.identity), at=at, because=why)
    insert(event, *notices_of(event, [member.pk for member in members_with(told)] if told else [], at=at))


def _hours(manual: Book, target: Target) -> Hours:
    return manual.calendar(manual.get(HoursClause, target.hours))
