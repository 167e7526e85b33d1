"""The tickets that members have."""

from dataclasses import dataclass

from rounds.desk.models import Ticket
from rounds.desk.rules import ENDED


@dataclass(frozen=True, slots=True)
class HeldTicket:
    """A ticket that somebody has, and the queue that it would wait in again."""

    number: int
    subject: str
    queue: str


def held_by(member_id: int, *, limit: int = 100) -> list[HeldTicket]:
    """List the tickets that a member has and that are not closed, by number."""
    rows = Ticket.objects.filter(assignee_id=member_id).exclude(state__in=ENDED).order_by("number")
    return [HeldTicket(*row) for row in rows.values_list("number", "subject", "queue")[:limit]]
