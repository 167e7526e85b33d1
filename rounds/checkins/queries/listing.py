"""Which check-ins are open, wait for an answer, come next, or are asked about: of one member, or of everybody."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.db.models.expressions import OrderBy

from rounds.checkins.models import CheckIn
from rounds.checkins.queries.narrowing import OPEN_SINCE, STANDING, Standing
from rounds.checkins.queries.standing import phase_of
from rounds.checkins.rules import Phase
from rounds.desk.models import Ticket
from rounds.desk.rules import LastWord

MOST = 100
"""Rows of each part; the others are counted."""


@dataclass(frozen=True, slots=True)
class Row:
    """One check-in in a list. at: since when it is our turn, or until when it waits or sleeps. again: another reach-out is due."""

    id: int
    account: str
    programme: str
    grade: str
    phase: Phase
    again: bool
    at: datetime
    number: int
    with_: str


@dataclass(frozen=True, slots=True)
class Part:
    """The first rows of a part, and how many there are in all."""

    rows: tuple[Row, ...]
    many: int


@dataclass(frozen=True, slots=True)
class Listing:
    """Check-ins by what they need. open: the longest open first. waiting, coming: the soonest first. asked: of firms that left."""

    open: Part
    waiting: Part
    coming: Part
    asked: Part


OPEN = frozenset({Phase.DUE, Phase.STARTED, Phase.ANSWERED})


def listing(*, member_id: int | None = None) -> Listing:
    """List check-ins, those of one member or of everybody. Source: A2."""
    found = CheckIn.objects.all()
    mine = found.filter(ticket__assignee=member_id) if member_id else found
    return Listing(
        open=_part(mine.filter(STANDING[Standing.OPEN]), OPEN_SINCE.asc(), "id"),
        waiting=_part(mine.filter(STANDING[Standing.WAITING]), "ticket__wakes_at", "id"),
        coming=_part(mine.filter(STANDING[Standing.ASLEEP]), "ticket__wakes_at", "id"),
        asked=_part(mine.filter(STANDING[Standing.ASKED]), "left_at", "id"),
    )


def my_open(member_id: int, *, most: int) -> tuple[Row, ...]:
    """Give the first of a member's own open check-ins, the longest open first: one statement. Source: A2."""
    mine = CheckIn.objects.filter(STANDING[Standing.OPEN], ticket__assignee=member_id)
    rows = mine.select_related("account", "ticket", "ticket__assignee").order_by(OPEN_SINCE.asc(), "id")[:most]
    return tuple(row_of(each) for each in rows)


def _part(found: QuerySet[CheckIn], *order: str | OrderBy) -> Part:
    """Give the first rows of a part; the others are counted only where there may be some."""
    rows = tuple(map(row_of, found.select_related("account", "ticket", "ticket__assignee").order_by(*order)[:MOST]))
    return Part(rows, found.count() if len(rows) == MOST else len(rows))


def row_of(check_in: CheckIn) -> Row:
    """Give a check-in as a list shows it; its firm, ticket and assignee are read."""
    ticket = check_in.ticket
    phase = phase_of(check_in, ticket)
    return Row(
        id=check_in.pk,
        account=check_in.account.name,
        programme=check_in.programme,
        grade=check_in.grade,
        phase=phase,
        again=check_in.step is not None and phase in {Phase.STARTED, Phase.DUE},
        at=open_since(check_in) if phase in OPEN else ticket.wakes_at or ticket.closed_at or ticket.said_at,
        number=ticket.number,
        with_=ticket.assignee.name if ticket.assignee else "",
    )


def open_since(check_in: CheckIn) -> datetime:
    """Say since when an open check-in is our turn, as `OPEN_SINCE` does in the database."""
    ticket: Ticket = check_in.ticket
    said_at: datetime = ticket.said_at
    woke_at: datetime | None = ticket.woke_at
    if ticket.last_word == LastWord.CUSTOMER:
        return said_at
    return woke_at or max(said_at, check_in.started_at or said_at)
