"""Two tickets belong together, and both of them say so."""

from dataclasses import replace
from datetime import datetime

from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.desk.commands.loading import merged_problem
from rounds.desk.events.links import TicketLinked, TicketUnlinked
from rounds.desk.links import KIND, OTHER_SIDE, LinkKind, Seen, link_problems, seen_from
from rounds.desk.models import Link, Ticket
from rounds.desk.rules import State
from rounds.team.queries import require
from rounds.timeline.commands import entry, record_all
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute, fetch

ANCESTORS = """
    WITH RECURSIVE above AS (
        SELECT first_id FROM ticket_link WHERE kind = 'parent' AND second_id = %s
        UNION
        SELECT link.first_id FROM ticket_link link JOIN above ON link.second_id = above.first_id WHERE link.kind = 'parent'
    )
    SELECT first_id FROM above
"""


@command
def link(*, number: int, other: int, seen: Seen, by: Actor, at: datetime) -> Link:
    """Link a ticket to another. other: its number. seen: what the other one is, seen from this one.

    at: aware, UTC. Raises NotAllowed, NotThere, Refused (itself, linked already, a second parent, a circle).
    """
    require(by, "link tickets")
    one_link_at_a_time()
    return link_tickets(_ticket(number), _ticket(other, field="other"), seen, by=by, at=at)


def link_tickets(mine: Ticket, theirs: Ticket, seen: Seen, *, by: Actor, at: datetime) -> Link:
    """Link two tickets, inside an act that lets one link be made at a time. Raises Refused."""
    kind, first = KIND[seen]
    one, two = (mine, theirs) if first else (theirs, mine)
    refuse_if(
        link_problems(
            same=mine.pk == theirs.pk,
            linked=_between(mine.pk, theirs.pk) is not None,
            seen=seen,
            has_parent=Link.objects.filter(kind=LinkKind.PARENT, second=two).exists(),
            circle=kind is LinkKind.PARENT and (two.pk,) in fetch(ANCESTORS, [one.pk]),
        )
    )
    made = Link.objects.create(workspace_id=here(), first=one, second=two, kind=kind, at=at, by_id=by.id)
    record_all(
        entry(TicketLinked(ticket=a.pk, account=a.account_id, other=b.number, seen=as_), by=by, at=at)
        for a, b, as_ in ((mine, theirs, seen), (theirs, mine, OTHER_SIDE[seen]))
    )
    return made


@command
def unlink(*, number: int, other: int, by: Actor, at: datetime) -> None:
    """Take the link between two tickets away. other: the other one's number. Raises NotAllowed, NotThere, Refused (not linked)."""
    require(by, "link tickets")
    one_link_at_a_time()
    mine, theirs = _ticket(number), _ticket(other, field="other")
    if (found := _between(mine.pk, theirs.pk)) is None:
        raise Refused([Problem("not linked", "These two are not linked.", field="other")])
    unlink_tickets(found, by=by, at=at, mine=mine)


def unlink_tickets(found: Link, *, by: Actor, at: datetime, mine: Ticket | None = None) -> None:
    """Take a link away, and say so on both. mine: the ticket that says so first."""
    mine = mine or found.first
    theirs = found.second if mine.pk == found.first_id else found.first
    seen = seen_from(LinkKind(found.kind), first=found.first_id == mine.pk)
    found.delete()
    record_all(
        entry(TicketUnlinked(ticket=a.pk, account=a.account_id, other=b.number, seen=as_), by=by, at=at)
        for a, b, as_ in ((mine, theirs, seen), (theirs, mine, OTHER_SIDE[seen]))
    )


def one_link_at_a_time() -> None:
    """Let one link of a workspace be made at a time: two that are harmless alone could close a circle together."""
    execute("SELECT pg_advisory_xact_lock(%s, %s)", [LINKS, here() % 2**31])


LINKS = 4_127_004
"""The lock's name among the advisory locks of the database."""


def _ticket(number: int, *, field: str = "") -> Ticket:
    found = Ticket.objects.filter(number=number).first()
    if found is None and field:
        raise Refused([Problem("no such ticket", f"There is no ticket #{number}.", "Look its number up.", field=field)])
    if found is None:
        raise NotThere(f"ticket {number}")
    if found.state == State.MERGED:
        raise Refused([replace(merged_problem(found), field=field or None)])
    return found


def _between(one: int, two: int) -> Link | None:
    return Link.objects.filter(first_id__in=(one, two), second_id__in=(one, two)).first()
