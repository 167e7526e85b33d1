"""Numbers of tickets, which is what people call them by."""

from rounds.desk.models import Ticket


def number_of(ticket_id: int) -> int:
    """Give the number of a ticket that is there."""
    return Ticket.objects.values_list("number", flat=True).get(id=ticket_id)
