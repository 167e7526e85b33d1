"""Everything that a ticket's page shows, in a fixed number of statements."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, LiteralString

from rounds.basics.problems import NotThere
from rounds.desk.clauses import TicketKind
from rounds.desk.links import LinkKind, Seen, seen_from
from rounds.desk.own_form import answers_of
from rounds.desk.queries.copies import COPIES, Copy, copies_of
from rounds.desk.queries.past import PastLine, past_lines
from rounds.desk.rules import LastWord, Mark, MessageKind, PartyRole, State, mark_of
from rounds.policies.queries import book
from rounds.timeline.queries import Happening, of_subject, told
from rounds.timeline.rules import NamesById
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
    """One message. copies: how each recipient's fares, for ours. on: the merged ticket that it was said on.

    sender: what is known of whom a mail is from.
    """

    id: int
    kind: MessageKind
    author: str
    text: str
    at: datetime
    files: tuple[FileLink, ...]
    copies: tuple[Copy, ...]
    on: int | None = None
    sender: Mapping[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class PartyRow:
    """Somebody who takes part. joined: ids and names of contacts that turned out to be them."""

    contact_id: int
    name: str
    address: str
    is_requester: bool
    joined: tuple[tuple[int, str], ...] = ()


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
    """Another ticket that belongs to this one. seen: what it is, seen from here. recurs: it comes back by itself, by a clause."""

    number: int
    subject: str
    state: State
    seen: Seen
    recurs: bool = False


@dataclass(frozen=True, slots=True)
class MergedTicket:
    """A ticket that is merged into this one. merge: the act that did it."""

    id: int
    number: int
    subject: str
    merge: int


@dataclass(frozen=True, slots=True)
class UnsentLink:
    """A file of an answer that this member took back."""

    id: int
    name: str
    size: int
    member_id: int


@dataclass(frozen=True, slots=True)
class BegunText:
    """What the reader has begun to write here. version: for the page that goes on with it. letter: a whole one’s subject, else empty."""

    kind: MessageKind
    text: str
    version: int
    saved_at: datetime
    letter: str = ""


@dataclass(frozen=True, slots=True)
class TicketPage:
    """A ticket as its page shows it.

    asked: what its kind asks for → the answer, empty where it was not said. thread: messages and happenings in order;
    those that only repeat a message are left out. wake_stays: an answer of ours leaves the date where nobody chooses another.
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
    recurs_by: str
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
    wake_stays: bool
    priority: str
    held_by: str
    held_since: datetime | None
    held_until: datetime | None
    hold_reasons: dict[str, str]
    waiting: tuple[WaitingAnswer, ...]
    unsent: tuple[UnsentLink, ...]
    begun: tuple[BegunText, ...]
    asked: dict[str, str]
    links: tuple[LinkedTicket, ...]
    merged: tuple[MergedTicket, ...]
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


def names_of_people(parties: Sequence[PartyRow]) -> dict[int, str]:
    """Name the contacts who take part, and those that were joined into them since: history speaks of each by its own id."""
    return {number: name for party in parties for number, name in ((party.contact_id, party.name), *party.joined)}


def ticket_page(number: int, *, reader: int = 0) -> TicketPage:
    """Give everything about one ticket in three statements. reader: the member whose drafts are wanted. Raises NotThere."""
    row = _ticket(number, reader)
    parties = tuple(
        PartyRow(
            contact, name, address, role == PartyRole.REQUESTER, tuple((each[0], each[1]) for each in joined or ())
        )
        for contact, name, address, role, joined in row["parties"] or ()
    )
    members = row["members"]
    names = NamesById({member[0]: member[1] for member in members}, names_of_people(parties))
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
        recurs_by=row["recurs_by"],
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
        wake_stays=row["wake_by_id"] is not None or bool(row["wake_clause"]),
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
        begun=tuple(
            BegunText(MessageKind(kind), text, version, datetime.fromisoformat(saved), letter or "")
            for kind, text, version, saved, letter in row["begun"] or ()
        ),
        asked=answers_of(row["asked"], book().find(TicketKind, row["kind"])),
        links=tuple(
            LinkedTicket(number, subject, State(state), seen_from(LinkKind(kind), first=first), recurs)
            for number, subject, state, kind, first, recurs in row["links"] or ()
        ),
        merged=tuple(MergedTicket(*each) for each in row["merged"] or ()),
        followers=tuple(row["followers"] or ()),
        other_open=row["other_open"],
        parties=parties,
        thread=_thread(row, names),
        colleagues=tuple(Colleague(m[0], m[1], tuple(m[2])) for m in members if m[3]),
    )


TICKET: LiteralString = f"""
    SELECT ticket.id, ticket.number, ticket.version, ticket.subject, ticket.state, ticket.last_word, ticket.woke_at,
           ticket.our_turn, ticket.kind, ticket.queue, ticket.mailbox, ticket.recurs_by, ticket.account_id, account.name AS account,
           contact.name AS requester, ticket.assignee_id, ticket.opened_at, ticket.said_at, ticket.closed_at,
           ticket.wakes_at, ticket.wake_keeps, ticket.wake_by_id, ticket.wake_clause, ticket.asked,
           (SELECT json_agg(json_build_array(other.number, other.subject, other.state, link.kind,
                    link.first_id = ticket.id, other.recurs_by <> '') ORDER BY link.id)
                FROM ticket_link link JOIN ticket other ON other.id = link.first_id + link.second_id - ticket.id
                WHERE link.first_id = ticket.id OR link.second_id = ticket.id) AS links,
           (SELECT json_agg(json_build_array(other.id, other.number, other.subject, gone.merge_id) ORDER BY other.id)
                FROM ticket_merged gone JOIN ticket other ON other.id = gone.ticket_id
                WHERE gone.survivor_id = ticket.id) AS merged,
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
           (SELECT json_agg(json_build_array(draft.kind, draft.text, draft.version, draft.saved_at, draft.letter_subject))
                FROM ticket_draft draft WHERE draft.ticket_id = ticket.id AND draft.member_id = %s) AS begun,
           (SELECT json_agg(json_build_array(party.contact_id, person.name, address.address, party.role,
                    (SELECT json_agg(json_build_array(joined.id, joined.name)) FROM contact joined
                         WHERE joined.joined_into_id = party.contact_id))
                    ORDER BY party.role DESC, party.id)
                FROM ticket_party party JOIN contact person ON person.id = party.contact_id
                JOIN contact_address address ON address.id = party.address_id
                WHERE party.ticket_id = ticket.id) AS parties,
           (SELECT json_agg(json_build_array(file.message_id, file.id, file.name, file.media_type, file.size) ORDER BY file.id)
                FROM attachment file JOIN message ON message.id = file.message_id
                WHERE message.ticket_id = ticket.id) AS files,
           (SELECT {COPIES} AND mail.about_kind = 'ticket' AND mail.about_id = ticket.id) AS copies,
           (SELECT json_agg(json_build_array(member.id, member.name, member.roles, member.active) ORDER BY member.name)
                FROM member) AS members,
           (SELECT count(*) FROM ticket other WHERE other.account_id = ticket.account_id
                AND other.state IN ('new', 'open') AND other.id <> ticket.id) AS other_open
    FROM ticket
    LEFT JOIN account ON account.id = ticket.account_id
    LEFT JOIN contact ON contact.id = ticket.requester_id
    WHERE ticket.number = %s
"""  # noqa: S608 - a constant

OLD_ANSWER = "Our mail of then"
"""Who is said to have written what came out of a file of mails that we had sent: it names a mailbox, and no member."""

BY_THE_MANUAL = "Rounds"
"""Who is said to have written a note that is nobody's: a clause had it written, as the end of a ladder does (A10)."""

MESSAGES = """
    SELECT id, kind, author_member_id, author_contact_id, text, at, sender::json, old_answer
    FROM message WHERE ticket_id = %s ORDER BY id
"""


def _ticket(number: int, reader: int) -> dict[str, Any]:
    """Load the ticket's columns with all that stands around it."""
    found = fetch_named(TICKET, [reader, number])
    if not found:
        raise NotThere(f"ticket {number}")
    return found[0]


def _thread(row: dict[str, Any], names: NamesById) -> tuple[Said | Happening | PastLine, ...]:
    files: dict[int, list[FileLink]] = {}
    for message_id, *file in row["files"] or ():
        files.setdefault(message_id, []).append(FileLink(*file))
    copies = copies_of(row["copies"])
    said = [
        Said(
            id=message_id,
            kind=MessageKind(kind),
            author=author(names.member(member) if member else names.contact(contact) if contact else "", old=old),
            text=text,
            at=at,
            files=tuple(files.get(message_id, ())),
            copies=copies.get(message_id, ()),
            sender=sender,
        )
        for message_id, kind, member, contact, text, at, sender, old in fetch(MESSAGES, [row["id"]])
    ]
    happened = told(of_subject("ticket", row["id"], besides=REPEATS_A_MESSAGE), names)
    came = any(each.kind == IMPORTED for each in happened)
    past = past_lines(row["id"], names.member) if came else ()
    return tuple(sorted([*said, *past, *happened], key=when_said))


def author(name: str, *, old: bool) -> str:
    """Say who wrote a message. name: of the member or the contact, empty where nobody is named. old: it is `OLD_ANSWER`."""
    return OLD_ANSWER if old else name or BY_THE_MANUAL


IMPORTED = "desk.ticket imported"
"""The event that says that a ticket has a past elsewhere: others are not asked for one."""


def when_said(entry: Said | Happening | PastLine) -> tuple[datetime, int, int]:
    """Order by the moment; a message stands before what it caused in the same act."""
    if isinstance(entry, PastLine):
        return (entry.at, 1, entry.position)
    return (entry.at, 0 if isinstance(entry, Said) else 2, entry.id)
