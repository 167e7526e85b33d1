"""Whom an answer goes to, and what it is threaded behind."""

from dataclasses import dataclass

from rounds.desk.models import Ticket
from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class Correspondent:
    """Somebody who takes part in a ticket, with the firm they belong to, "" where it is not known.

    outbox_id: an id taken for the outbox row that goes to them. being_erased: that is asked for, and not done yet.
    """

    address_id: int
    name: str
    account_id: int | None
    account: str
    outbox_id: int
    being_erased: bool = False


@dataclass(frozen=True, slots=True)
class Envelope:
    """What has to be known to write to a ticket's people. message_id: an id taken for the message's row.

    parties: the requester first; none where nobody has an address. thread: the Message-IDs before, latest first.
    """

    message_id: int
    thread: tuple[str, ...]
    parties: tuple[Correspondent, ...]


ENVELOPE = """
    SELECT message.id, message.thread, party.address_id, party.name, party.account_id, party.account, party.outbox_id,
           party.being_erased
    FROM (
        SELECT nextval('message_id_seq') AS id,
               ARRAY(SELECT said.message_id FROM message said WHERE said.ticket_id = %s AND said.message_id <> ''
                     ORDER BY said.id DESC LIMIT 20) AS thread
    ) message
    LEFT JOIN (
        SELECT party.id, party.role, party.address_id, contact.name, account.id AS account_id,
               coalesce(account.name, '') AS account, nextval('outbox_id_seq') AS outbox_id,
               contact.erasing_due_at IS NOT NULL AS being_erased
        FROM ticket_party party
        JOIN contact ON contact.id = party.contact_id
        LEFT JOIN account ON account.id = contact.account_id
        WHERE party.ticket_id = %s
    ) party ON true
    ORDER BY party.role DESC, party.id
"""


def envelope(ticket: Ticket) -> Envelope:
    """Find out in one statement who is written to, and take the ids of what will be written."""
    rows = fetch(ENVELOPE, [ticket.pk, ticket.pk])
    message_id, thread = rows[0][:2]
    parties = tuple(Correspondent(*party) for _, _, *party in rows if party[0] is not None)
    return Envelope(message_id, tuple(thread), parties)
