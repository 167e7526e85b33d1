"""Where a mail belongs: which ticket, and who may write on it."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import BigIntegerField, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from rounds.desk.models import Merged, Message, Ticket
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
    known = dict(Message.objects.filter(message_id__in=wanted).values_list("message_id", "ticket_id"))
    ticket_id = next((known[message_id] for message_id in wanted if message_id in known), None)
    return _thread(id=ticket_id) if ticket_id else None


def thread_of_ticket(number: int) -> Thread | None:
    """Find a ticket by its number."""
    return _thread(number=number)


def _thread(**named: int) -> Thread | None:
    """Give the ticket that is named so, with its people; where it is merged into another, that one.

    One statement says which stands for it: between two of them a merge could be made, or taken back.
    """
    survivor = Merged.objects.filter(ticket=OuterRef("pk")).values("survivor_id")
    standing = Ticket.objects.filter(**named).values_list(
        Coalesce(Subquery(survivor), F("pk"), output_field=BigIntegerField())
    )
    ticket = Ticket.objects.filter(id__in=standing).first()
    if ticket is None:
        return None
    parties = frozenset(contact_id for (contact_id,) in fetch(MAY_WRITE, [ticket.pk, ticket.pk]))
    return Thread(ticket.pk, ticket.number, ticket.account_id, parties)


MAY_WRITE = """
    SELECT contact_id FROM ticket_party WHERE ticket_id = %s
    UNION
    SELECT address.contact_id FROM message
    JOIN outbox ON outbox.channel = 'mail' AND outbox.ref_id = message.id
    JOIN contact_address address ON address.id = outbox.recipient_id
    WHERE message.ticket_id = %s AND message.kind = 'staff'
"""
"""Whoever was written to may answer, however late, and whoever was written to since."""
