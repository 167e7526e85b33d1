"""A firm has another name, or a programme has: tickets of check-ins are called by it.

A firm's at once, or as they open where that was missed; a programme's as the manual that renames it comes into force, and no firm gets a
second check-in by it.
"""

from collections.abc import Collection, Sequence
from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q

from rounds.checkins.clauses import Programme
from rounds.checkins.commands.settling import about, clause_of
from rounds.checkins.commands.ways_back import ways_back_kept
from rounds.checkins.events import ProgrammeRenamed, TitleRenamed
from rounds.checkins.models import CheckIn
from rounds.checkins.queries.standing import programmes_in
from rounds.checkins.rules.titles import called_anew, renamed
from rounds.desk.commands.recurring import recur_by, rename_recurring, take
from rounds.desk.models import Ticket
from rounds.policies.book import Book
from rounds.policies.queries import book
from rounds.timeline.commands import entry, record, record_many
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces import setwise
from rounds.workspaces.rows import fetch


def keep_titles(account_ids: Collection[int], *, at: datetime) -> None:
    """Have the tickets of these firms' check-ins called by the names that the firms have now. at: aware, UTC."""
    if not account_ids:
        return
    meant = CheckIn.objects.select_related("account").filter(account_id__in=list(account_ids)).order_by("ticket_id")
    for check_in in meant:
        keep_title(check_in, take(check_in.ticket_id), firm=check_in.account.name, at=at)


def keep_title(check_in: CheckIn, ticket: Ticket, *, firm: str, at: datetime) -> None:
    """Have the ticket of a check-in, locked, called by the name that its firm has now; nothing where it is. at: aware, UTC."""
    named = renamed(ticket.subject, firm=firm, programme=check_in.programme, mark=ticket.mark)
    if named == ticket.subject:
        return
    with ways_back_kept([ticket.pk]):
        rename_recurring(ticket=ticket, subject=named, mark=ticket.mark)
    facts = (Fact("the firm", "has another name"),)
    because = Because(clause_of(check_in), book().version, facts, "nothing else changes")
    record(TitleRenamed(**about(check_in)), by=Actor.clause(because.clause), at=at, because=because)


MOST = 1_000
"""Check-ins that go on with a renamed programme in one transaction."""


def rename_programmes(manual: Book, lost: Sequence[str], *, at: datetime) -> bool:
    """Let check-ins go on with the programmes that these, which are lost, are called now. True where there were any: there may be more.

    Which one that is says the manual, by `was`, or an earlier version whose `was` this one undoes. Where that one had made one of several,
    each goes back to the one that it came from. at: aware, UTC. Source: A1; clause kind `programme`, key `was`.
    """
    heirs = {name: programmes_in(manual, name) for name in lost}
    return any(
        _go_on_with(heir, name, manual, came_from_it=len(found) > 1, at=at)
        for name, found in heirs.items()
        for heir in found
    )


def waits_for_an_heir(lost: Sequence[str]) -> Q:
    """Find the check-ins of lost programmes of which nobody has said since that none is needed.

    That none was needed before is no word on what the programme is called now: such a firm is not to come back by itself (A11).
    """
    of_each = [
        Q(Q(exempt_at=None) | Q(exempt_at__lte=since), programme=name)
        for name, since in fetch(LOST_SINCE, [list(lost)])
    ]
    return reduce(or_, of_each)


LOST_SINCE = """
    SELECT lost.name, (
        SELECT adopted_at FROM manual WHERE version > (
            SELECT coalesce(max(manual.version), 0) FROM manual JOIN clause ON clause.manual_id = manual.id
            WHERE clause.kind = 'programme' AND clause.name = lost.name
        ) ORDER BY version LIMIT 1
    ) FROM unnest(%s::text[]) AS lost (name)
"""
"""Since when the manual in force has not had these programmes."""


CAME_FROM = """
    SELECT id FROM check_in WHERE programme = %s AND (
        SELECT payload->>'was' FROM timeline_event
        WHERE subject_kind = 'ticket' AND subject_id = check_in.ticket_id AND kind = %s ORDER BY id DESC LIMIT 1
    ) = %s
"""
"""Check-ins of a programme that went on with it from another one."""


def _go_on_with(heir: Programme, name: str, manual: Book, *, came_from_it: bool, at: datetime) -> bool:
    """Let check-ins of a name go on with its heir. came_from_it: those alone that had been its own."""
    has_one = CheckIn.objects.filter(programme=heir.name, account=OuterRef("account_id"))
    meant = CheckIn.objects.filter(~Exists(has_one), programme=name).order_by("ticket_id")
    if came_from_it:
        own = [check_in_id for (check_in_id,) in fetch(CAME_FROM, [name, ProgrammeRenamed.kind, heir.name])]
        meant = meant.filter(id__in=own)
    ids = list(meant.values_list("ticket_id", flat=True)[:MOST])
    tickets = Ticket.objects.select_for_update().filter(id__in=ids).order_by("id").in_bulk()
    found = CheckIn.objects.select_for_update(no_key=True, of=("self",)).select_related("account")
    rows, told, named = [], [], []
    for check_in in found.filter(ticket__in=ids, programme=name).order_by("id"):
        ticket = tickets[check_in.ticket_id]
        subject = called_anew(ticket.subject, firm=check_in.account.name, was=name, now=heir.name, mark=ticket.mark)
        named.append((ticket, subject, ticket.mark))
        check_in.programme = heir.name
        rows.append({"id": check_in.pk, "programme": heir.name})
        facts = (Fact.called("its programme was called", name), Fact.called("it is called", heir.name))
        because = Because(heir.identity, manual.version, facts, "its day, and what was found, stay", None, ("was",))
        happened = ProgrammeRenamed(**about(check_in), was=name)
        told.append(entry(happened, by=Actor.clause(because.clause), at=at, because=because))
    setwise.update(CheckIn, rows)
    with ways_back_kept(ids):
        recur_by(tickets=named, clause=heir.identity)
    record_many(told)
    return bool(rows)
