"""Tickets and what was said on them as programs read them: a page of a list at a time, by what never changes of a row.

So a list that is read page by page while others write shows each ticket once that was there from the beginning.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, LiteralString

from rounds.basics.problems import NotThere
from rounds.desk.queries.copies import COPIES, Copy, copies_of
from rounds.desk.queries.listing import Narrow
from rounds.desk.rules import MessageKind, State
from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class TicketRecord:
    """A ticket, with the ids of what it refers to and the names that people read."""

    id: int
    number: int
    version: int
    subject: str
    state: State
    our_turn: bool
    kind: str
    queue: str
    mailbox: str
    account_id: int | None
    account: str | None
    requester_id: int | None
    requester: str | None
    assignee_id: int | None
    assignee: str | None
    opened_at: datetime
    said_at: datetime
    closed_at: datetime | None
    wakes_at: datetime | None
    wake_keeps: bool
    priority: str | None
    held_by: str | None
    held_until: datetime | None
    linked_to: int | None
    merged_into: int | None


@dataclass(frozen=True, slots=True)
class FileRecord:
    """A file on a message. size: bytes."""

    id: int
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class MessageRecord:
    """Something said on a ticket. member_id, contact_id: who said it. copies: how each recipient's fares, of an answer.

    sender: what is known of whom a mail is from.
    """

    id: int
    kind: MessageKind
    text: str
    at: datetime
    member_id: int | None
    contact_id: int | None
    files: tuple[FileRecord, ...]
    copies: tuple[Copy, ...]
    sender: Mapping[str, Any] | None = None


TICKETS: LiteralString = """
    SELECT ticket.id, ticket.number, ticket.version, ticket.subject, ticket.state, ticket.our_turn, ticket.kind, ticket.queue,
           ticket.mailbox, ticket.account_id, account.name, ticket.requester_id, contact.name, ticket.assignee_id, member.name,
           ticket.opened_at, ticket.said_at, ticket.closed_at, ticket.wakes_at, ticket.wake_keeps, ticket.priority,
           ticket.held_by, ticket.held_until, linked.number,
           CASE WHEN ticket.state = 'merged' THEN (
               SELECT survivor.number FROM ticket_merged gone JOIN ticket survivor ON survivor.id = gone.survivor_id
               WHERE gone.ticket_id = ticket.id) END
    FROM ticket
    LEFT JOIN account ON account.id = ticket.account_id
    LEFT JOIN contact ON contact.id = ticket.requester_id
    LEFT JOIN member ON member.id = ticket.assignee_id
    LEFT JOIN ticket linked ON linked.id = ticket.linked_to_id
"""

MESSAGES: LiteralString = f"""
    SELECT message.id, message.kind, message.text, message.at, message.author_member_id, message.author_contact_id,
           coalesce((SELECT json_agg(json_build_array(file.id, file.name, file.media_type, file.size) ORDER BY file.id)
                     FROM attachment file WHERE file.message_id = message.id), '[]'),
           CASE message.kind WHEN 'staff' THEN (SELECT {COPIES} AND mail.ref_id = message.id) END, message.sender::json
    FROM message
"""  # noqa: S608 - a constant


TOGETHER = """
    SELECT ticket.id || ARRAY(SELECT ticket_id FROM ticket_merged WHERE survivor_id = ticket.id) FROM ticket WHERE number = %s
"""


def ticket_record(number: int) -> TicketRecord:
    """Give one ticket. Raises NotThere."""
    found = fetch(f"{TICKETS} WHERE ticket.number = %s", [number])
    if not found:
        raise NotThere(f"ticket {number}")
    return TicketRecord(*found[0])


class Order(StrEnum):
    """How a list of tickets is read: in an order that an index has, so that a million of them cost no more than a page.

    WAITING: those that were opened first before the others, for live ones. NUMBER: as they are counted, for all others.
    """

    WAITING = "waiting"
    NUMBER = "number"

    def place_of(self, record: TicketRecord) -> tuple[object, ...]:
        """Give what never changes of a row and says where it stands."""
        return (record.opened_at.isoformat(), record.id) if self is Order.WAITING else (record.number,)


COLUMNS: dict[Order, LiteralString] = {Order.WAITING: "ticket.opened_at, ticket.id", Order.NUMBER: "ticket.number"}
BEHIND: dict[Order, LiteralString] = {
    Order.WAITING: "(ticket.opened_at, ticket.id) > (%s::timestamptz, %s)",
    Order.NUMBER: "ticket.number > %s",
}


def ticket_records(narrow: Narrow, *, order: Order, after: Sequence[object] = (), limit: int) -> list[TicketRecord]:
    """List tickets. after: the place of the last row of the page before, none for the first."""
    narrow &= Narrow(BEHIND[order], tuple(after)) if after else Narrow()
    where = f"WHERE {narrow.where}" if narrow.where else ""
    statement = f"{TICKETS} {where} ORDER BY {COLUMNS[order]} LIMIT {limit:d}"
    return [TicketRecord(*row) for row in fetch(statement, narrow.values)]


def message_records(number: int, *, after: int = 0, limit: int) -> list[MessageRecord]:
    """List what was said on a ticket and those merged into it, in order. Raises NotThere."""
    found = fetch(TOGETHER, [number])
    if not found:
        raise NotThere(f"ticket {number}")
    where = f"WHERE message.ticket_id = ANY(%s) AND message.id > %s ORDER BY message.id LIMIT {limit:d}"
    return [_message(row) for row in fetch(f"{MESSAGES} {where}", [found[0][0], after])]


def message_record(message_id: int) -> MessageRecord:
    """Give one message that is there."""
    return _message(fetch(f"{MESSAGES} WHERE message.id = %s", [message_id])[0])


def _message(row: tuple[Any, ...]) -> MessageRecord:
    message_id, kind, text, at, member_id, contact_id, files, copies, sender = row
    found = tuple(FileRecord(*each) for each in files)
    sent = copies_of(copies).get(message_id, ())
    return MessageRecord(message_id, kind, text, at, member_id, contact_id, found, sent, sender)
