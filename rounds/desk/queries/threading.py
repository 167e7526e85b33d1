"""Where a mail belongs: which ticket, and who may write on it."""

from collections.abc import Iterable
from dataclasses import dataclass

from rounds.desk.models import Merged, Message, Party, Ticket
from rounds.desk.rules import State


@dataclass(frozen=True, slots=True)
class Thread:
    """A ticket that a mail could belong to. parties: ids of the contacts who take part."""

    ticket_id: int
    number: int
    account_id: int | None
    parties: frozenset[int]


def thread_of_message_ids(message_ids: Iterable[str]) -> Thread | None:
    """Find the ticket of the first of these mails that this workspace knows. message_ids: nearest first."""
    wanted = list(message_ids)
    if not wanted:
        return None
    known = dict(Message.objects.filter(message_id__in=wanted).values_list("message_id", "ticket_id"))
    ticket_id = next((known[message_id] for message_id in wanted if message_id in known), None)
    return _thread(Ticket.objects.filter(id=ticket_id).first()) if ticket_id else None


def thread_of_ticket(number: int) -> Thread | None:
    """Find a ticket by its number."""
    return _thread(Ticket.objects.filter(number=number).first())


def _thread(ticket: Ticket | None) -> Thread | None:
    """Give the ticket with its people; where it is merged into another, that one."""
    if ticket is None:
        return None
    if ticket.state == State.MERGED:
        ticket = Merged.objects.select_related("survivor").get(ticket=ticket).survivor
    parties = Party.objects.filter(ticket=ticket).values_list("contact_id", flat=True)
    return Thread(ticket.pk, ticket.number, ticket.account_id, frozenset(parties))
