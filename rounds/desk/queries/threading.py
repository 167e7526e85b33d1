"""Where a mail belongs: which ticket, and who may write on it."""

from collections.abc import Iterable
from dataclasses import dataclass

from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class Thread:
    """A ticket that a mail could belong to. parties: ids of the contacts who take part, or to whom a mail of ours on it has gone."""

    ticket_id: int
    number: int
    account_id: int | None
    parties: frozenset[int]


def thread_of_message_ids(message_ids: Iterable[str]) -> Thread | None:
    """Find the ticket of the first of these mails that this workspace knows. message_ids: nearest first."""
    wanted = list(message_ids)
    if not wanted:
        return None
    known = dict(fetch(KNOWN, [wanted]))
    ticket_id = next((known[message_id] for message_id in wanted if message_id in known), None)
    return _thread(f"{STANDING} WHERE named.id = %s)", ticket_id) if ticket_id else None


KNOWN = "SELECT message_id, ticket_id FROM message WHERE message_id = ANY (%s) AND message_id <> '' ORDER BY id"
"""Without the second condition PostgreSQL may not use the index, which leaves out what has no id."""


def thread_of_ticket(number: int) -> Thread | None:
    """Find a ticket by its number."""
    return _thread(f"{STANDING} WHERE named.number = %s)", number)


STANDING = """
    SELECT id, number, account_id FROM ticket WHERE id = (
        SELECT coalesce(merged.survivor_id, named.id) FROM ticket named
        LEFT JOIN ticket_merged merged ON merged.ticket_id = named.id
"""
"""The ticket that stands for another. One statement says so: between two of them a merge could be made, or taken back."""


def _thread(statement: str, named: int) -> Thread | None:
    """Give the ticket that is named so, with its people; where it is merged into another, that one."""
    found = fetch(statement, [named])
    if not found:
        return None
    [(ticket_id, number, account_id)] = found
    parties = frozenset(contact_id for (contact_id,) in fetch(MAY_WRITE, [ticket_id, ticket_id]))
    return Thread(ticket_id, number, account_id, parties)


MAY_WRITE = """
    SELECT contact_id FROM ticket_party WHERE ticket_id = %s
    UNION
    SELECT address.contact_id FROM message
    JOIN outbox ON outbox.channel = 'mail' AND outbox.ref_id = message.id
    JOIN contact_address address ON address.id = outbox.recipient_id
    WHERE message.ticket_id = %s AND message.kind = 'staff'
"""
"""Whoever was written to may answer, however late, and whoever was written to since."""
