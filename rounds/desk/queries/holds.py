"""For how long tickets waited for somebody: clocks of targets stand still in these times."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from rounds.desk.models import Hold


@dataclass(frozen=True, slots=True)
class HoldInterval:
    """One hold: [began_at, ended_at), aware UTC. ended_at: None while it stands. reason: "" where it was erased."""

    holder: str
    began_at: datetime
    ended_at: datetime | None
    until: datetime
    reason: str


def hold_intervals(ticket_ids: Collection[int]) -> dict[int, tuple[HoldInterval, ...]]:
    """Give the holds of several tickets in one statement, oldest first; a ticket that was never held has none."""
    found: dict[int, list[HoldInterval]] = {ticket_id: [] for ticket_id in ticket_ids}
    for row in Hold.objects.filter(ticket_id__in=list(ticket_ids)).order_by("began_at", "id"):
        interval = HoldInterval(row.holder, row.began_at, row.ended_at, row.until, row.reason)
        found[row.ticket_id].append(interval)
    return {ticket_id: tuple(intervals) for ticket_id, intervals in found.items()}
