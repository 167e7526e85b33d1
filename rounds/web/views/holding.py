"""What a ticket's page offers for holds and priorities: the manual's words, each with what it will do."""

from dataclasses import dataclass
from datetime import timedelta

from rounds.basics.localtime import day_of
from rounds.basics.moments import said
from rounds.basics.problems import Problem
from rounds.desk.commands.loading import holds_clause, hours_of, priorities
from rounds.desk.dates import Wish
from rounds.desk.holds import answer_ends_it, hold_limit
from rounds.desk.queries import TicketPage
from rounds.desk.rules import LIVE
from rounds.web.views.dates import DateChoice
from rounds.web.visit import Visit


@dataclass(frozen=True, slots=True)
class HoldCard:
    """The form that holds a ticket. ends: a customer's answer ends the hold. stands: it is held already."""

    holders: tuple[str, ...]
    choices: tuple[DateChoice, ...]
    hours: str
    ends: bool
    stands: bool
    holder: str
    reason: str
    day: str
    tomorrow: str


@dataclass(frozen=True, slots=True)
class PriorityCard:
    """The form that says how urgent a ticket is. others: what it could be, the highest first."""

    others: tuple[str, ...]


def hold_card(visit: Visit, page: TicketPage) -> HoldCard | None:
    """Offer to hold a live ticket; None where this member may not, or the manual says nothing about holds."""
    clause = holds_clause(visit.book)
    if clause is None or page.state not in LIVE or not visit.may("hold tickets"):
        return None
    hours, typed = hours_of(clause, visit.book), visit.typed or {}
    limits = ((span, hold_limit(Wish(span=span), clause=clause, hours=hours, now=visit.now)) for span in clause.offer)
    spans = tuple(
        DateChoice(str(span), str(span), said(limit, now=visit.now, zone=visit.zone), typed.get("date") == str(span))
        for span, limit in limits
        if not isinstance(limit, Problem)
    )
    return HoldCard(
        holders=clause.held_by,
        choices=(*spans, DateChoice("own", "Another day…", chosen=typed.get("date") == "own")),
        hours=clause.hours,
        ends=answer_ends_it(clause),
        stands=bool(page.held_by),
        holder=typed.get("holder", page.held_by),
        reason=typed.get("reason", page.hold_reason),
        day=typed.get("day", ""),
        tomorrow=(day_of(visit.now, visit.zone) + timedelta(days=1)).isoformat(),
    )


def priority_card(visit: Visit, page: TicketPage) -> PriorityCard | None:
    """Offer other priorities; None where this member may not, or the manual has none."""
    clause = priorities(visit.book)
    if clause is None or not visit.may("set priorities"):
        return None
    return PriorityCard(tuple(each for each in clause.highest_first if each != page.priority))
