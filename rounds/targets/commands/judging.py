"""Judges the targets of many tickets from their whole lives: reads, asks the rules, writes what has changed.

Tickets are not locked, so nobody waits for it: who acts on one meanwhile leaves an event, and it is judged anew after that. The
runs are, so that the one who writes last has also read last.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from rounds.accounts.conditions import ACCOUNT
from rounds.desk.models import Ticket
from rounds.desk.queries.facts import facts_of
from rounds.policies.book import Book
from rounds.policies.models import Manual
from rounds.policies.queries import book, book_of
from rounds.targets import rules
from rounds.targets.clauses import Target, Until
from rounds.targets.commands.saying import dropped, said
from rounds.targets.lives import lives_of
from rounds.targets.models import Run
from rounds.targets.promises import COLUMNS, hours_of, promise_of
from rounds.targets.rules import Life, Promise
from rounds.timeline.commands import record_many
from rounds.timeline.models import TimelineEvent
from rounds.workspaces import setwise
from rounds.workspaces.rows import execute, find

PAST = """
    DELETE FROM next_due due WHERE due.ticket_id = ANY(%s) AND NOT EXISTS (
        SELECT FROM target_run run WHERE run.ticket_id = due.ticket_id AND run.ended_at IS NULL AND run.due_at IS NOT NULL
    )
"""

NEXT = """
    INSERT INTO next_due (workspace_id, ticket_id, target, due_at, near_at, missed_at)
    SELECT DISTINCT ON (ticket_id) workspace_id, ticket_id, target, due_at, near_at, missed_at FROM target_run
    WHERE ticket_id = ANY(%s) AND ended_at IS NULL AND due_at IS NOT NULL ORDER BY ticket_id, due_at, id
    ON CONFLICT (workspace_id, ticket_id) DO UPDATE
    SET target = excluded.target, due_at = excluded.due_at, near_at = excluded.near_at, missed_at = excluded.missed_at
"""

MADE, CHANGED, GONE, MISSED = "made", "changed", "gone", "missed"


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of one target of one ticket. run: as it stood, None where there was none. promise: None where it is gone."""

    ticket: Ticket
    until: Until
    run: Run | None
    promise: Promise | None
    event: TimelineEvent | None = None


def judge(ticket_ids: Collection[int], *, at: datetime, runs: Iterable[Run] | None = None) -> Counter[str]:
    """Bring the targets of tickets up to date; say how many were made, changed, gone, and missed as they were made.

    at: aware, UTC. runs: only these, which the caller has locked; left out, all of the tickets, and those that they should have.
    """
    manual = book()
    found = list(runs) if runs is not None else _locked(ticket_ids)
    if not found and not manual.all(Target):
        return Counter()
    tickets = _tickets(ticket_ids)
    by_ticket = {(run.ticket_id, Until(run.until)): run for run in found}
    lives = lives_of(tickets)
    since = _adopted({manual.version, *(run.version for run in found)})
    changes = [
        change
        for ticket in tickets
        for until in Until
        if runs is None or (ticket.pk, until) in by_ticket
        if (change := _change(ticket, until, by_ticket.get((ticket.pk, until)), lives[ticket.pk], manual, since, at))
    ]
    _write(changes)
    return Counter(word for change in changes for word in _words(change))


def _tickets(ids: Collection[int]) -> list[Ticket]:
    found = Ticket.objects.filter(id__in=ids).order_by("id")
    asked = {field.name for each in book().all(Target) for field in each.for_.fields()}
    return list(found.select_related("account") if asked & set(ACCOUNT.names()) else found)


def _locked(ids: Collection[int]) -> list[Run]:
    return find(Run, "ticket_id = ANY (%s) ORDER BY id FOR NO KEY UPDATE", [list(ids)])


def _adopted(versions: Collection[int]) -> dict[int, datetime]:
    return dict(Manual.objects.filter(version__in=versions).values_list("version", "adopted_at"))


def _change(
    ticket: Ticket, until: Until, run: Run | None, life: Life, manual: Book, since: dict[int, datetime], at: datetime
) -> Change | None:
    """Say what is to be written, None where nothing is."""
    chosen = None if life.rests else _chosen(ticket, until, run, life, manual)
    if chosen is None:
        return Change(ticket, until, run, None, dropped(ticket, run, manual, at=at)) if run else None
    target, version = chosen
    before = promise_of(run) if run else None
    hours, known_since = hours_of(version, target), max(since[version], life.came_at or since[version])
    promise = rules.judged(target, life, hours, version=version, before=before, known_since=known_since, at=at)
    if promise == before:
        return None
    event = said(ticket, target, life, hours, before=before, now=promise, at=at)
    return Change(ticket, until, run, promise, event)


def _chosen(ticket: Ticket, until: Until, run: Run | None, life: Life, manual: Book) -> tuple[Target, int] | None:
    """Say which target counts for a ticket, and of which version.

    A clock that has ended keeps its own for good. One that runs keeps the words that it began with, while they are for the ticket
    and the manual in force has not taken their clause away; after that the manual in force decides.
    """
    if run:
        own = book_of(run.version)
        if run.ended_at and run.ended_at == life.ended_at(until) and (kept := own.find(Target, run.target)):
            return kept, run.version
        promised = rules.still_promised(own.all(Target), manual.all(Target))
        if target := _first_for(ticket, until, own, promised):
            return target, run.version
    target = _first_for(ticket, until, manual, manual.all(Target))
    return (target, manual.version) if target else None


def _first_for(ticket: Ticket, until: Until, manual: Book, targets: tuple[Target, ...]) -> Target | None:
    facts = facts_of(ticket, asked=[each.for_ for each in targets])
    return rules.target_of(targets, until, facts, manual.when(ticket.opened_at))


def _write(changes: list[Change]) -> None:
    """Write runs and events, a statement a table."""
    rows = [(change, _row(change.promise)) for change in changes if change.promise]
    setwise.insert(
        Run, [{"ticket_id": each.ticket.pk, "until": each.until, **row} for each, row in rows if each.run is None]
    )
    setwise.update(Run, [{"id": each.run.pk, **row} for each, row in rows if each.run])
    if gone := [change.run.pk for change in changes if change.run and change.promise is None]:
        Run.objects.filter(id__in=gone).delete()
    if changes:
        keep_next([change.ticket.pk for change in changes])
    record_many([change.event for change in changes if change.event])


def keep_next(ticket_ids: list[int]) -> None:
    """Tell the desk's lists by when something is next promised on these tickets."""
    execute(PAST, [ticket_ids])
    execute(NEXT, [ticket_ids])


def _row(promise: Promise) -> dict[str, object]:
    return {name: getattr(promise, name) for name in COLUMNS}


def _words(change: Change) -> Iterator[str]:
    yield GONE if change.promise is None else CHANGED if change.run else MADE
    if change.run is None and change.promise and change.promise.missed_at:
        yield MISSED
