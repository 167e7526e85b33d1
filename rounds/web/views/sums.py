"""Why a ticket's targets are due when they are: the sum of each, counted as it is opened (F2)."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse

from rounds.targets.queries import Sum, sums_of
from rounds.timeline.rules import Because
from rounds.web.doors import page
from rounds.web.happenings import Quote, quoted
from rounds.web.visit import Visit


@dataclass(frozen=True, slots=True)
class ShownSum:
    """One target. says, at: how it stands, as in "was due" and the moment; quote: the clause's own sentences.

    sentence, until: nothing, for nothing was done: the part that shows a reason asks for them.
    """

    sum: Sum
    says: str
    at: datetime | None
    quote: tuple[Quote, ...]
    sentence: str = ""
    until: None = None

    @property
    def because(self) -> Because:
        return self.sum.because


@page("read the desk")
def targets_of_ticket(visit: Visit, number: int) -> HttpResponse:
    """Show what is promised on a ticket, each with its sum."""
    ticket, sums = sums_of(number)
    shown = tuple(ShownSum(each, *_stands(each), quoted(each.because)) for each in sums)
    return visit.page("targets/sums.html", part="sums", ticket=ticket, sums=shown, part_alone=visit.asks_for("sums"))


def _stands(found: Sum) -> tuple[str, datetime | None]:
    if found.missed_at:
        return "missed; it was due", found.missed_at
    if found.ended_at:
        return ("kept; it was due", found.due_at) if found.due_at else ("kept while its clock stood still", None)
    return ("due", found.due_at) if found.due_at else ("its clock stands still", None)
