"""A ticket begins."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Self

from rounds.accounts.being_erased import ERASED_MEANWHILE, refuse_to_begin_with
from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.desk.clauses import Given, TicketKind
from rounds.desk.commands.loading import priorities, queue_for
from rounds.desk.commands.saying import attach, message_of
from rounds.desk.events.life import TicketOpened
from rounds.desk.events.links import TicketLinked
from rounds.desk.facts import NO_HEADERS, File, Headers, Taking
from rounds.desk.house import ONLY_PARTIES
from rounds.desk.links import LinkKind, Seen
from rounds.desk.models import Link, Message, Party, Ticket
from rounds.desk.own_form import asked_problems, kept
from rounds.desk.rules import LastWord, MessageKind, PartyRole, State, text_problems
from rounds.policies.book import Book
from rounds.policies.queries import book
from rounds.team.queries import require
from rounds.timeline.commands import entry, record_all
from rounds.timeline.rules import Actor, ActorKind, Also, Because, Fact
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
    because: Because | None = None,
) -> Opened:
    """Open a ticket with the customer's first words; its kind finds its queue.

    kind: name of a `ticket kind` clause. mailbox: name of the mailbox it came through and is answered from, empty where none.
    asked: what the kind asks for → the answer; a customer who writes a mail is asked for nothing.
    by: the contact who wrote, or the member who opens it for them. because: why it has this kind, where no person chose that; the queue and
    the priority follow from it, and that is said too. at: aware, UTC.
    Raises NotAllowed, Refused (no such kind; on the page also: nothing written, or not all that the kind asks for, or for somebody who is
    being erased or was just now). Source: D1, D6.
    """
    if by.kind is not ActorKind.CONTACT:
        require(by, "open tickets")
        refuse_if([*_subject_problems(subject), *text_problems(text)])
        refuse_to_begin_with(requester.contact_id, *(each.contact_id for each in others))
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
    beside = Beside.of(linked_to_id)
    why = why_there(ticket, manual, because or _chosen(by, manual), beside)
    linked = [link_of(ticket, beside.id, at)] if beside else []
    rows = (ticket, *linked, *parties_of(ticket, requester, others), message, entry(event, by=by, at=at, because=why))
    with _while_they_are_there(by):
        insert(*rows)
    tell_linked(ticket, beside, by=by, at=at, because=because)
    attach(message, files)
    return Opened(ticket, message)


OF_PARTY = "ticket_party_address_id_own"
"""The key by which a party has an address."""


@contextmanager
def _while_they_are_there(by: Actor) -> Iterator[None]:
    """Refuse a member where whoever takes part was erased since they were looked up; a mail is laid once more, as a stranger's.

    The keys decide: whoever erases takes the addresses away, and waits for what refers to somebody already.
    """
    try:
        yield
    except NotThere as gone:
        if by.kind is ActorKind.CONTACT or str(gone) != OF_PARTY:
            raise
        raise Refused([ERASED_MEANWHILE]) from gone


def _chosen(by: Actor, manual: Book) -> Because:
    return Because("", manual.version, (Fact.who("the kind was chosen by", by),))


@dataclass(frozen=True, slots=True)
class Beside:
    """The ticket that another begins beside, and is linked to."""

    id: int
    number: int
    account_id: int | None

    @classmethod
    def of(cls, ticket_id: int | None) -> Self | None:
        """Read it; None where a ticket begins beside none. Raises NotThere."""
        if ticket_id is None:
            return None
        found = fetch("SELECT number, account_id FROM ticket WHERE id = %s", [ticket_id])
        if not found:
            raise NotThere(f"ticket {ticket_id}")
        return cls(ticket_id, *found[0])


def why_there(ticket: Ticket, manual: Book, because: Because, beside: Beside | None) -> Because:
    """Say why a ticket that begins waits in its queue, with its priority: which clauses took it there behind the one that gave its kind."""
    queue, urgent = queue_for(manual, ticket.kind), priorities(manual)
    under = [Fact("it is linked to", f"#{beside.number}")] if beside else []
    facts = [
        *because.facts,
        *under,
        Fact.called("its kind is", ticket.kind),
        Fact.called("the queue that takes this kind", queue.name),
    ]
    in_turn = queue.given is Given.IN_TURN
    says = [Also(queue.identity, ("takes", "given") if in_turn else ("takes",))]
    if urgent and ticket.priority:
        facts.append(Fact.called("it begins as", ticket.priority))
        says.append(Also(urgent.identity, ("to begin with",)))
    if not because.clause:
        first, *says = says
        because = replace(because, clause=first.clause, keys=first.keys)
    given = f"it is given in turn to whoever is {queue.worked_by} and at work"
    until = given if in_turn else f"somebody who is {queue.worked_by} takes it"
    next_ = f"it waits in the queue {queue.name} until {until}"
    return replace(because, facts=tuple(facts), also=tuple(says), next=next_)


def tell_linked(ticket: Ticket, beside: Beside | None, *, by: Actor, at: datetime, because: Because | None) -> None:
    """Let each of two tickets say that they are linked, where one begins beside another; and why, where Rounds did it."""
    if beside is None:
        return
    own = TicketLinked(ticket=ticket.pk, account=ticket.account_id, other=beside.number, seen=Seen.RELATED)
    its = TicketLinked(ticket=beside.id, account=beside.account_id, other=ticket.number, seen=Seen.RELATED)
    why = None
    if because and because.rule == ONLY_PARTIES.name:
        by = Actor.itself()
        why = ONLY_PARTIES.because(*because.facts, then="what they write in answer to it comes to their own ticket")
    record_all([entry(event, by=by, at=at, because=why) for event in (own, its)])


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
