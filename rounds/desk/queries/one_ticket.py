"""Everything that a ticket's page shows, in a fixed number of statements."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, IntegerField, OuterRef, Subquery
from django.db.models.functions import Coalesce

from rounds.basics.problems import NotThere
from rounds.desk.models import Attachment, Message, Party, Ticket
from rounds.desk.rules import LIVE, LastWord, Mark, MessageKind, State, mark_of
from rounds.team.models import Member
from rounds.timeline.models import Outbox
from rounds.timeline.queries import Happening, of_subject, told


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
class TicketPage:
    """A ticket as its page shows it. thread: messages and happenings in order; those that only repeat a message are left out."""

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
    linked_number: int | None
    other_open: int
    parties: tuple[PartyRow, ...]
    thread: tuple[Said | Happening, ...]
    colleagues: tuple[Colleague, ...]


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
    """Give everything about one ticket. Raises NotThere."""
    ticket = _ticket(number)
    parties = list(Party.objects.filter(ticket=ticket).select_related("contact", "address").order_by("-role", "id"))
    members = list(Member.objects.order_by("name"))
    names = TicketNames(
        {member.pk: member.name for member in members}, {party.contact_id: party.contact.name for party in parties}
    )
    return TicketPage(
        id=ticket.pk,
        number=ticket.number,
        version=ticket.version,
        subject=ticket.subject,
        mark=mark_of(State(ticket.state), LastWord(ticket.last_word), woke=ticket.woke_at is not None),
        state=State(ticket.state),
        our_turn=ticket.our_turn,
        kind=ticket.kind,
        queue=ticket.queue,
        mailbox=ticket.mailbox,
        account_id=ticket.account_id,
        account=ticket.account.name if ticket.account else "",
        requester=ticket.requester.name if ticket.requester else "",
        assignee_id=ticket.assignee_id,
        assignee=names.member(ticket.assignee_id) if ticket.assignee_id else "",
        opened_at=ticket.opened_at,
        said_at=ticket.said_at,
        closed_at=ticket.closed_at,
        wakes_at=ticket.wakes_at,
        wake_keeps=ticket.wake_keeps,
        wake_by=names.member(ticket.wake_by_id) if ticket.wake_by_id else "the manual",
        wake_is_promised=ticket.wake_by_id is not None,
        linked_number=ticket.linked_to.number if ticket.linked_to else None,
        other_open=ticket.other_open,
        parties=tuple(
            PartyRow(party.contact_id, party.contact.name, party.address.address, party.role == "requester")
            for party in parties
        ),
        thread=_thread(ticket, names),
        colleagues=tuple(Colleague(m.pk, m.name, tuple(m.roles)) for m in members if m.active),
    )


def _ticket(number: int) -> Any:
    """Load the ticket with the names around it, and how many other live ones its account has (`other_open`)."""
    others = (
        Ticket.objects.filter(account=OuterRef("account"), state__in=LIVE)
        .exclude(id=OuterRef("id"))
        .order_by()
        .values("account")
        .annotate(many=Count("id"))
        .values("many")
    )
    ticket = (
        Ticket.objects.filter(number=number)
        .select_related("account", "requester", "linked_to")
        .annotate(other_open=Coalesce(Subquery(others, output_field=IntegerField()), 0))
        .first()
    )
    if ticket is None:
        raise NotThere(f"ticket {number}")
    return ticket


def _thread(ticket: Ticket, names: TicketNames) -> tuple[Said | Happening, ...]:
    files: dict[int, list[FileLink]] = {}
    for file in Attachment.objects.filter(message__ticket=ticket).order_by("id"):
        files.setdefault(file.message_id, []).append(FileLink(file.pk, file.name, file.media_type, file.size))
    deliveries: dict[int, list[str]] = {}
    for ref_id, state in (
        Outbox.objects.filter(channel="mail", about_kind="ticket", about_id=ticket.pk)
        .order_by("id")
        .values_list("ref_id", "state")
    ):
        deliveries.setdefault(ref_id, []).append(state)
    said = [
        Said(
            id=message.pk,
            kind=MessageKind(message.kind),
            author=names.member(message.author_member_id)
            if message.author_member_id
            else names.contact(message.author_contact_id),
            text=message.text,
            at=message.at,
            files=tuple(files.get(message.pk, ())),
            deliveries=tuple(deliveries.get(message.pk, ())),
        )
        for message in Message.objects.filter(ticket=ticket).order_by("id")
    ]
    happened = told(of_subject("ticket", ticket.pk).exclude(kind__in=REPEATS_A_MESSAGE), names)
    return tuple(sorted([*said, *happened], key=_when))


def _when(entry: Said | Happening) -> tuple[datetime, int, int]:
    """Order by the moment; a message stands before what it caused in the same act."""
    return (entry.at, 0 if isinstance(entry, Said) else 1, entry.id)
