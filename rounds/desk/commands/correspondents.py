"""Whom an answer goes to."""

from dataclasses import dataclass

from rounds.desk.models import Ticket
from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Somebody who takes part in a ticket, with the firm they belong to, "" where it is not known."""

    address_id: int
    name: str
    account_id: int | None
    account: str


TAKING_PART = """
    SELECT party.address_id, contact.name, account.id, coalesce(account.name, '')
    FROM ticket_party party
    JOIN contact ON contact.id = party.contact_id
    LEFT JOIN account ON account.id = contact.account_id
    WHERE party.ticket_id = %s
    ORDER BY party.role DESC, party.id
"""


def correspondents(ticket: Ticket) -> tuple[Correspondent, ...]:
    """List who takes part, the requester first."""
    return tuple(Correspondent(*row) for row in fetch(TAKING_PART, [ticket.pk]))
