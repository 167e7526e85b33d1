"""Which tickets belong to one, as programs read them."""

from dataclasses import dataclass

from rounds.basics.problems import NotThere
from rounds.desk.links import LinkKind, Seen, seen_from
from rounds.desk.rules import State
from rounds.workspaces.rows import fetch

LINKS = """
    SELECT other.number, other.subject, other.state, link.kind, link.first_id = ticket.id
    FROM ticket
    LEFT JOIN ticket_link link ON link.first_id = ticket.id OR link.second_id = ticket.id
    LEFT JOIN ticket other ON other.id = link.first_id + link.second_id - ticket.id
    WHERE ticket.number = %s ORDER BY link.id
"""


@dataclass(frozen=True, slots=True)
class LinkRecord:
    """Another ticket that belongs to one. seen: what it is, seen from there."""

    number: int
    subject: str
    state: State
    seen: Seen


def link_records(number: int) -> list[LinkRecord]:
    """List what belongs to a ticket, in the order in which it was linked. Raises NotThere."""
    found = fetch(LINKS, [number])
    if not found:
        raise NotThere(f"ticket {number}")
    return [
        LinkRecord(other, subject, State(state), seen_from(LinkKind(kind), first=first))
        for other, subject, state, kind, first in found
        if other is not None
    ]
