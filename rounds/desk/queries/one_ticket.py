"""Everything that a ticket's page shows, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from rounds.basics.problems import NotThere
from rounds.desk.clauses import TicketKind
from rounds.desk.links import LinkKind, Seen, seen_from
from rounds.desk.own_form import answers_of
from rounds.desk.queries.past import PastLine, past_lines
from rounds.desk.rules import LastWord, Mark, MessageKind, PartyRole, State, mark_of
from rounds.policies.queries import book
from rounds.timeline.queries import Happening, of_subject, told
from rounds.workspaces.rows import fetch, fetch_named


@dataclass(frozen=True, slots=True)
class FileLink:
    """A file on a message. size: bytes."""

    id: int
    name: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Said:
    """One message. deliveries: state of each recipient's outbox row, for ours."""

    id: int
    kind: MessageKind
    author: str
    text: str
    at: datetime
    files: tuple[FileLink, ...]
    deliveries: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class PartyRow:
    """Somebody who takes part."""

    contact_id: int
    name: str
    address: str
    is_requester: bool


@dataclass(frozen=True, slots=True)
class Colleague:
    """An active member."""

    id: int
    name: str
    roles: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WaitingAnswer:
    """An answer that can still be taken back, by its member. leaves_at: aware UTC."""

    message_id: int
    member_id: int
    leaves_at: datetime


@dataclass(frozen=True, slots=True)
class LinkedTicket:
    """Another ticket that belongs to this one. seen: what it is, seen from here."""

    number: int
    subject: str
    state: State
    seen: Seen


@dataclass(frozen=True, slots=True)
class UnsentLink:
    """A file of an answer that this member took back."""

    id: int
    name: str
    size: int
    member_id: int


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A ticket as its page shows it.

    asked: what its kind asks for → the answer, empty where it was not said. thread: messages and happenings in order;
    those that only repeat a message are left out.
    """

    id: int
    number: int
    version: int
    subject: str
    mark: Mark
    state: State
    our_turn: bool
    kind: str
    queue: str
    mailbox: str
    account_id: int | None
    account: str
    requester: str
    assignee_id: int | None
    assignee: str
    opened_at: datetime
    said_at: datetime
    closed_at: datetime | None
    wakes_at: datetime | None
    wake_keeps: bool
    wake_by: str
    wake_is_promised: bool
    priority: str
    held_by: str
    held_since: datetime | None
    held_until: datetime | None
    hold_reasons: dict[str, str]
    waiting: tuple[WaitingAnswer, ...]
    unsent: tuple[UnsentLink, ...]
    asked: dict[str, str]
    links: tuple[LinkedTicket, ...]
    followers: tuple[int, ...]
    other_open: int
    parties: tuple[PartyRow, ...]
    thread: tuple[Said | Happening | PastLine, ...]
    colleagues: tuple[Colleague, ...]

    @property
    def hold_reason(self) -> str:
        """Say why the ticket is held now, "" where nobody holds it."""
        return list(self.hold_reasons.values())[-1] if self.held_by else ""


REPEATS_A_MESSAGE = frozenset({"desk.customer wrote", "desk.answered", "desk.noted"})
"""Events that the message beside them already shows."""

GONE = "somebody who is gone"


@dataclass(frozen=True, slots=True)
class TicketNames:
    """The names that a ticket's sentences need."""

    members: dict[int, str]
    contacts: dict[int, str]

    def member(self, member_id: int | None) -> str:
        return self.members.get(member_id or 0, GONE)

    def contact(self, contact_id: int | None) -> str:
        return self.contacts.get(contact_id or 0, GONE)


def ticket_page(number: int) -> TicketPage:
    """Give everything about one ticket in six statements. Raises NotThere."""
    row = _ticket(number)
    parties = _parties(row["id"])
    members = fetch(MEMBERS)
    names = TicketNames(
        {member[0]: member[1] for member in members}, {party.contact_id: party.name for party in parties}
    )
    state = State(row["state"])
    return TicketPage(
        id=row["id"],
        number=row["number"],
        version=row["version"],
        subject=row["subject"],
        mark=mark_of(state, LastWord(row["last_word"]), woke=row["woke_at"] is not None, held=bool(row["held_by"])),
        state=state,
        our_turn=row["our_turn"],
        kind=row["kind"],
        queue=row["queue"],
        mailbox=row["mailbox"],
        account_id=row["account_id"],
        account=row["account"] or "",
        requester=row["requester"] or "",
        assignee_id=row["assignee_id"],
        assignee=names.member(row["assignee_id"]) if row["assignee_id"] else "",
        opened_at=row["opened_at"],
        said_at=row["said_at"],
        closed_at=row["closed_at"],
        wakes_at=row["wakes_at"],
        wake_keeps=row["wake_keeps"],
        wake_by=names.member(row["wake_by_id"]) if row["wake_by_id"] else "the manual",
        wake_is_promised=row["wake_by_id"] is not None,
        priority=row["priority"] or "",
        held_by=row["held_by"] or "",
        held_since=row["held_since"],
        held_until=row["held_until"],
        hold_reasons=row["hold_reasons"] or {},
        waiting=tuple(
            WaitingAnswer(message, member, datetime.fromisoformat(leaves))
            for message, member, leaves in row["waiting"] or ()
            if leaves
        ),
        unsent=tuple(UnsentLink(*file) for file in row["unsent"] or ()),
        asked=answers_of(row["asked"], book().find(TicketKind, row["kind"])),
        links=tuple(
            LinkedTicket(number, subject, State(state), seen_from(LinkKind(kind), first=first))
            for number, subject, state, kind, first in row["links"] or ()
        ),
        followers=tuple(row["followers"] or ()),
        other_open=row["other_open"],
        parties=parties,
        thread=_thread(row["id"], names),
        colleagues=tuple(Colleague(m[0], m[1], tuple(m[2])) for m in members if m[3]),
    )


TICKET = """
    SELECT ticket.id, ticket.number, ticket.version, ticket.subject, ticket.state, ticket.last_word, ticket.woke_at,
           ticket.our_turn, ticket.kind, ticket.queue, ticket.mailbox, ticket.account_id, account.name AS account,
           contact.name AS requester, ticket.assignee_id, ticket.opened_at, ticket.said_at, ticket.closed_at,
           ticket.wakes_at, ticket.wake_keeps, ticket.wake_by_id, ticket.asked,
           (SELECT json_agg(json_build_array(other.number, other.subject, other.state, link.kind,
                    link.first_id = ticket.id) ORDER BY link.id)
                FROM ticket_link link JOIN ticket other ON other.id = link.first_id + link.second_id - ticket.id
                WHERE link.first_id = ticket.id OR link.second_id = ticket.id) AS links,
           (SELECT json_agg(member_id) FROM ticket_follower WHERE ticket_id = ticket.id) AS followers,
           ticket.priority, ticket.held_by, ticket.held_since, ticket.held_until,
           (SELECT json_object_agg(hold.id, hold.reason ORDER BY hold.id) FROM ticket_hold hold
                WHERE hold.ticket_id = ticket.id) AS hold_reasons,
           (SELECT json_agg(json_build_array(waiting.message_id, waiting.member_id, (SELECT max(sending.leaves_at)
                    FROM outbox sending WHERE sending.channel = 'mail' AND sending.ref_id = waiting.message_id))
                    ORDER BY waiting.id)
                FROM answer_waiting waiting WHERE waiting.ticket_id = ticket.id) AS waiting,
           (SELECT json_agg(json_build_array(file.id, file.name, file.size, file.member_id) ORDER BY file.id)
                FROM unsent_file file WHERE file.ticket_id = ticket.id) AS unsent,
           (SELECT count(*) FROM ticket other WHERE other.account_id = ticket.account_id
                AND other.state IN ('new', 'open') AND other.id <> ticket.id) AS other_open
    FROM ticket
    LEFT JOIN account ON account.id = ticket.account_id
    LEFT JOIN contact ON contact.id = ticket.requester_id
    WHERE ticket.number = %s
"""

PARTIES = """
    SELECT party.contact_id, contact.name, address.address, party.role
    FROM ticket_party party
    JOIN contact ON contact.id = party.contact_id
    JOIN contact_address address ON address.id = party.address_id
    WHERE party.ticket_id = %s
    ORDER BY party.role DESC, party.id
"""

FILES = """
    SELECT file.message_id, file.id, file.name, file.media_type, file.size
    FROM attachment file JOIN message ON message.id = file.message_id
    WHERE message.ticket_id = %s
    ORDER BY file.id
"""

DELIVERIES = """
    SELECT ref_id, state FROM outbox
    WHERE channel = 'mail' AND about_kind = 'ticket' AND about_id = %s
    ORDER BY id
"""

MESSAGES = """
    SELECT id, kind, author_member_id, author_contact_id, text, at FROM message WHERE ticket_id = %s ORDER BY id
"""

MEMBERS = "SELECT id, name, roles, active FROM member ORDER BY name"


def _ticket(number: int) -> dict[str, Any]:
    """Load the ticket's columns with the names around it."""
    found = fetch_named(TICKET, [number])
    if not found:
        raise NotThere(f"ticket {number}")
    return found[0]


def _parties(ticket_id: int) -> tuple[PartyRow, ...]:
    return tuple(
        PartyRow(contact, name, address, role == PartyRole.REQUESTER)
        for contact, name, address, role in fetch(PARTIES, [ticket_id])
    )


def _thread(ticket_id: int, names: TicketNames) -> tuple[Said | Happening | PastLine, ...]:
    files: dict[int, list[FileLink]] = {}
    for message_id, *file in fetch(FILES, [ticket_id]):
        files.setdefault(message_id, []).append(FileLink(*file))
    deliveries: dict[int, list[str]] = {}
    for ref_id, state in fetch(DELIVERIES, [ticket_id]):
        deliveries.setdefault(ref_id, []).append(state)
    said = [
        Said(
            id=message_id,
            kind=MessageKind(kind),
            author=names.member(member) if member else names.contact(contact),
            text=text,
            at=at,
            files=tuple(files.get(message_id, ())),
            deliveries=tuple(deliveries.get(message_id, ())),
        )
        for message_id, kind, member, contact, text, at in fetch(MESSAGES, [ticket_id])
    ]
    happened = told(of_subject("ticket", ticket_id, besides=REPEATS_A_MESSAGE), names)
    came = any(each.kind == IMPORTED for each in happened)
    past = past_lines(ticket_id, names.member) if came else ()
    return tuple(sorted([*said, *past, *happened], key=_when))


IMPORTED = "desk.ticket imported"
"""The event that says that a ticket has a past elsewhere: others are not asked for one."""


def _when(entry: Said | Happening | PastLine) -> tuple[datetime, int, int]:
    """Order by the moment; a message stands before what it caused in the same act."""
    if isinstance(entry, PastLine):
        return (entry.at, 1, entry.position)
    return (entry.at, 0 if isinstance(entry, Said) else 2, entry.id)
