"""What one has just done and can still take back."""

from dataclasses import dataclass
from math import ceil

from rounds.desk.queries import TicketPage
from rounds.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Undo:
    """One's own answer that has not left. seconds: until it leaves; 0 where it waits for a worker, or for a way out."""

    message_id: int
    seconds: int


def undo(visit: Visit, page: TicketPage) -> Undo | None:
    """Offer to take one's own last answer back."""
    mine = [each for each in page.waiting if each.member_id == visit.member.pk]
    if not mine or not visit.may("answer customers"):
        return None
    left = (mine[-1].leaves_at - visit.now).total_seconds()
    return Undo(mine[-1].message_id, max(0, ceil(left)))
