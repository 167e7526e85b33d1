"""A ticket begins."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from rounds.basics.problems import Problem, refuse_if
from rounds.desk.clauses import TicketKind
from rounds.desk.commands.loading import priorities, queue_for
from rounds.desk.commands.saying import attach, message_of
from rounds.desk.events.life import TicketOpened
from rounds.desk.facts import NO_HEADERS, File, Headers, Taking
from rounds.desk.links import LinkKind
from rounds.desk.models import Link, Message, Party, Ticket
from rounds.desk.own_form import asked_problems, kept
from rounds.desk.rules import LastWord, MessageKind, PartyRole, State, text_problems
from rounds.policies.book import Book
from rounds.policies.queries import book
from rounds.team.queries import require
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import fetch, insert


@dataclass(frozen=True, slots=True)
class Opened:
    """What opening a ticket made."""

    ticket: Ticket
    message: Message


@dataclass(frozen=True, slots=True)
class Numbers:
    """What a new ticket is called before it is written. number: what people say; the others are ids of its rows."""

    number: int
    ticket_id: int
    message_id: int


@command
def open_ticket(
    *,
    subject: str,
    text: str,
    kind: str,
    requester: Taking,
    account_id: int | None,
    by: Actor,
    at: datetime,
    others: Sequence[Taking] = (),
    mailbox: str = "",
    headers: Headers = NO_HEADERS,
    files: Sequence[File] = (),
    linked_to_id: int | None = None,
    asked: Mapping[str, str] = MappingProxyType({}),
) -> Opened:
    """Open a ticket with the customer's first words; its kind finds its queue.

    kind: name of a `ticket kind` clause. mailbox: name of the mailbox it came through and is answered from, empty where none.
    asked: what the kind asks for → the answer; a customer who writes a mail is asked for nothing.
    by: the contact who wrote, or the member who opens it for them. at: aware, UTC.
    Raises NotAllowed, Refused (no such kind; on the page also: nothing written, or not all that the kind asks for). Source: D1, D6.
    """
    if by.kind is not ActorKind.CONTACT:
        require(by, "open tickets")
        refuse_if([*_subject_problems(subject), *text_problems(text)])
    manual = book()
    about = manual.find(TicketKind, kind)
    if about and by.kind is not ActorKind.CONTACT:
        refuse_if(asked_problems(about, asked))
    taken = take_numbers()
    ticket = begun(
        taken,
        manual,
        subject=subject,
        kind=kind,
        requester_id=requester.contact_id,
        account_id=account_id,
        opened_by_id=by.id if by.kind is ActorKind.MEMBER else None,
        opened_at=at,
        said_at=at,
        mailbox=mailbox,
        linked_to_id=linked_to_id,
        asked=kept(about, asked) if about else None,
    )
    message = message_of(
        ticket,
        taken.message_id,
        MessageKind.CUSTOMER,
        text,
        at=at,
        contact_id=requester.contact_id,
        subject=subject,
        headers=headers,
    )
    event = TicketOpened(
        ticket=ticket.pk,
        account=account_id,
        ticket_kind=kind,
        queue=ticket.queue,
        by_way_of="mail" if by.kind is ActorKind.CONTACT else "page",
        linked_to=linked_to_id,
    )
    linked = [link_of(ticket, linked_to_id, at)] if linked_to_id else []
    insert(ticket, *linked, *parties_of(ticket, requester, others), message, entry(event, by=by, at=at))
    attach(message, files)
    return Opened(ticket, message)


def begun(taken: Numbers, manual: Book, *, kind: str, **values: Any) -> Ticket:
    """Make the row of a ticket that somebody's words begin, a customer's unless values say more, without writing it yet.

    values: its other columns.
    """
    urgent = priorities(manual)
    by_default = {
        "state": State.NEW,
        "last_word": LastWord.CUSTOMER,
        "priority": urgent.to_begin_with if urgent else None,
    }
    return Ticket(
        id=taken.ticket_id,
        workspace_id=here(),
        number=taken.number,
        kind=kind,
        queue=queue_for(manual, kind).name,
        **{**by_default, **values},
    )


def link_of(ticket: Ticket, other_id: int, at: datetime) -> Link:
    """Make the link to the ticket that its author wrote under without being a party of it."""
    first, second = sorted((ticket.pk, other_id))
    return Link(workspace_id=here(), first_id=first, second_id=second, kind=LinkKind.RELATED, at=at)


def parties_of(ticket: Ticket, requester: Taking, others: Sequence[Taking]) -> list[Party]:
    """Make the rows of those who take part, each contact once, at the first address they came with."""
    first = {taking.contact_id: taking for taking in reversed([requester, *others])}
    return [
        Party(
            workspace_id=ticket.workspace_id,
            ticket_id=ticket.pk,
            contact_id=contact_id,
            address_id=taking.address_id,
            role=PartyRole.REQUESTER if contact_id == requester.contact_id else PartyRole.CC,
        )
        for contact_id, taking in first.items()
    ]


def take_numbers() -> Numbers:
    """Count up in one statement; two tickets at once wait for each other here, at the end of what they lock."""
    [row] = fetch(
        "INSERT INTO ticket_number (workspace_id, last) VALUES (%s, 1) "
        "ON CONFLICT (workspace_id) DO UPDATE SET last = ticket_number.last + 1 "
        "RETURNING last, nextval('ticket_id_seq'), nextval('message_id_seq')",
        [here()],
    )
    return Numbers(*row)


def take_many_numbers(many: int) -> int:
    """Take so many ticket numbers at once; give the first."""
    [(last,)] = fetch(
        "INSERT INTO ticket_number (workspace_id, last) VALUES (%s, %s) "
        "ON CONFLICT (workspace_id) DO UPDATE SET last = ticket_number.last + excluded.last RETURNING last",
        [here(), many],
    )
    return int(last) - many + 1


MOST_SUBJECT = 500


def _subject_problems(subject: str) -> list[Problem]:
    if not subject.strip():
        return [
            Problem("no subject", "A ticket needs a subject.", "Say in a few words what it is about.", field="subject")
        ]
    if len(subject) > MOST_SUBJECT:
        text = f"A subject has {MOST_SUBJECT} characters at most."
        return [Problem("too long", text, "Write the rest into the text.", field="subject")]
    return []
