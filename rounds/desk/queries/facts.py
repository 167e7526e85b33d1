"""The facts of a ticket, as conditions of the manual ask for them."""

from collections.abc import Iterable
from datetime import datetime

from rounds.accounts.conditions import ACCOUNT
from rounds.desk.conditions import DUE, MISSED, WROTE, TicketFacts
from rounds.desk.models import Due, Message, Ticket
from rounds.desk.rules import MessageKind, State
from rounds.policies.conditions import Condition


def facts_of(ticket: Ticket, *, asked: Iterable[Condition]) -> TicketFacts:
    """Give what the conditions ask of a ticket; what none of them asks is not loaded."""
    names = {field.name for condition in asked for field in condition.fields()}
    due = _due(ticket) if names & {DUE, MISSED} else None
    return TicketFacts(
        kind=ticket.kind,
        queue=ticket.queue,
        priority=ticket.priority,
        state=State(ticket.state),
        our_turn=ticket.our_turn,
        assigned=ticket.assignee_id is not None,
        opened_at=ticket.opened_at,
        said_at=ticket.said_at,
        wakes_at=ticket.wakes_at,
        closed_at=ticket.closed_at,
        held_by=ticket.held_by,
        held_since=ticket.held_since,
        held_until=ticket.held_until,
        due_at=due.due_at if due else None,
        missed_at=due.missed_at if due else None,
        customer_wrote=_customer_wrote(ticket) if WROTE in names else (),
        account=ticket.account if names & set(ACCOUNT.names()) else None,
    )


def _due(ticket: Ticket) -> Due | None:
    return Due.objects.filter(ticket=ticket).first()


def _customer_wrote(ticket: Ticket) -> list[datetime]:
    return list(Message.objects.filter(ticket=ticket, kind=MessageKind.CUSTOMER).values_list("at", flat=True))
