"""The orders of a list as stretches, each read from the front of one index: no order sorts what it does not show."""

from collections.abc import Sequence

from rounds.desk.orders import Order
from rounds.desk.queries.listing import Shown


def ordered(where: str, order: Order, *, priorities: Sequence[str] = ()) -> tuple[Shown, ...]:
    """Put tickets of a state in an order. where: that state. priorities: the manual's, the highest first."""
    if order is Order.URGENT:
        urgent = [Shown(f"{where} AND ticket.priority = %s", values=(word,)) for word in priorities]
        rest = Shown(f"{where} AND (ticket.priority = ANY(%s)) IS NOT TRUE", values=(list(priorities),))
        return (*urgent, rest)
    if order is Order.DUE:
        return (Shown(f"{where} AND due.due_at IS NOT NULL", by="due_at"), Shown(f"{where} AND due.ticket_id IS NULL"))
    if order is Order.HELD:
        held = Shown(f"{where} AND ticket.held_since IS NOT NULL", by="held_since")
        return (held, Shown(f"{where} AND ticket.held_since IS NULL"))
    return (Shown(where, backwards=order is Order.NEWEST),)
