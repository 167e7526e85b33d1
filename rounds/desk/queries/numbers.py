"""Numbers of tickets, which is what people call them by."""

from collections.abc import Iterable

from rounds.desk.models import Ticket


def number_of(ticket_id: int) -> int:
    """Give the number of a ticket that is there."""
    return Ticket.objects.values_list("number", flat=True).get(id=ticket_id)


def called(ticket_ids: Iterable[int]) -> dict[int, tuple[int, str]]:
    """Give number and subject of these tickets, one query."""
    wanted = list(ticket_ids)
    rows = Ticket.objects.filter(id__in=wanted).values_list("id", "number", "subject") if wanted else ()
    return {ticket_id: (number, subject) for ticket_id, number, subject in rows}
