"""What was found at a firm, for whoever reads the desk: it stands on the check-in’s ticket, as all that is known of the firm (A6, A9)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from rounds.basics.problems import NotThere
from rounds.checkins.models import CheckIn, Finding
from rounds.checkins.queries.standing import note_needs_of
from rounds.team.queries import names_of
from rounds.workspaces.rows import fetch

MOST = 20
"""Findings that a page shows, the latest first."""


@dataclass(frozen=True, slots=True)
class Found:
    """What somebody found in an earlier round: what was asked for, and what was written."""

    by: str
    at: datetime
    said: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class FoundThere:
    """What was found at the firm that a ticket is of, the latest first."""

    account: str
    programme: str
    found: tuple[Found, ...]


def found_there(number: int) -> FoundThere:
    """Give what was found, by the number of a check-in's ticket, or of one that is linked with it, as a training's is. Raises NotThere.

    Source: A6, A9.
    """
    check_in = CheckIn.objects.select_related("account").get(id=check_in_linked_with(number))
    found = found_in(check_in, note_needs_of(check_in))
    return FoundThere(check_in.account.name, check_in.programme, found)


def check_in_linked_with(number: int) -> int:
    """Give the check-in whose ticket has this number, or is linked with the one that has. Raises NotThere."""
    found = fetch(LINKED, [number])
    if not found:
        raise NotThere(f"check-in with #{number}")
    return int(found[0][0])


LINKED = """
    SELECT check_in.id FROM ticket
    LEFT JOIN ticket_link link ON link.first_id = ticket.id OR link.second_id = ticket.id
    JOIN check_in ON check_in.ticket_id IN (ticket.id, link.first_id + link.second_id - ticket.id)
    WHERE ticket.number = %s ORDER BY check_in.ticket_id <> ticket.id, link.id LIMIT 1
"""


def found_in(check_in: CheckIn, needs: Sequence[str]) -> tuple[Found, ...]:
    """Give what was found in a check-in's rounds, the latest first, each in the order of what a manual asks for."""
    rows = list(Finding.objects.filter(check_in=check_in).order_by("-id")[:MOST])
    names = names_of(row.by_id for row in rows)
    return tuple(Found(names.get(row.by_id, ""), row.at, _in_order(row.said, needs)) for row in rows)


def _in_order(said: Mapping[str, str], needs: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """Give what a finding says in the manual's order, and behind it what the manual asks for no more."""
    order = [*(need for need in needs if need in said), *(need for need in said if need not in needs)]
    return tuple((need, said[need]) for need in order)
