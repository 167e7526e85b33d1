"""The desk's list: oldest first (D10), a page at a time by its last row, whatever the number of tickets."""

from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, Self

from django.db import connection
from django.db.models import Q, QuerySet

from rounds.desk.models import Ticket
from rounds.desk.rules import LIVE, LastWord, Mark, State, mark_of

COUNTED_UP_TO = 1000
"""Counts stop here, so that a list of a million costs what a list of a thousand does; pages write "1,000+"."""


class Segment(StrEnum):
    """Which tickets a list shows."""

    ALL = "all"
    OURS = "ours"
    THEIRS = "theirs"
    ASLEEP = "asleep"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True)
class Row:
    """One ticket in a list. at: the moment that the list is ordered by."""

    id: int
    number: int
    subject: str
    mark: Mark
    our_turn: bool
    state: State
    kind: str
    queue: str
    account: str
    requester: str
    assignee: str
    opened_at: datetime
    said_at: datetime
    wakes_at: datetime | None
    closed_at: datetime | None

    @property
    def at(self) -> datetime:
        if self.state is State.ASLEEP and self.wakes_at:
            return self.wakes_at
        return self.closed_at or self.opened_at


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list. counts: tickets a segment, counted up to COUNTED_UP_TO. next: asks for what follows, or None."""

    segment: Segment
    queue: str
    mine: bool
    rows: tuple[Row, ...]
    counts: dict[Segment, int]
    next: str | None


_ORDER: dict[Segment, tuple[str, bool]] = {
    Segment.ALL: ("opened_at", False),
    Segment.OURS: ("opened_at", False),
    Segment.THEIRS: ("opened_at", False),
    Segment.ASLEEP: ("wakes_at", False),
    Segment.CLOSED: ("closed_at", True),
}

COLUMNS = (
    "id",
    "number",
    "subject",
    "state",
    "last_word",
    "woke_at",
    "our_turn",
    "kind",
    "queue",
    "account__name",
    "requester__name",
    "assignee__name",
    "opened_at",
    "said_at",
    "wakes_at",
    "closed_at",
)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list ends: the moment and the id of its last row."""

    at: datetime
    id: int

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read it from an address; anything else begins at the beginning."""
        moment, _, row_id = text.partition("~")
        try:
            return cls(datetime.fromisoformat(moment).astimezone(UTC), int(row_id) % 2**63)
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.id}"


def list_page(
    segment: Segment, *, queue: str = "", assignee_id: int | None = None, after: str = "", limit: int = 25
) -> ListPage:
    """Give one page of the desk's list in two statements.

    queue: only this queue, empty for all. assignee_id: only this member's. after: `next` of the page before.
    """
    narrow = Q(queue=queue) if queue else Q()
    if assignee_id:
        narrow &= Q(assignee_id=assignee_id)
    column, backwards = _ORDER[segment]
    found = _from(_in(segment).filter(narrow), column, backwards, Place.read(after))
    rows = [row_of(dict(zip(COLUMNS, values, strict=True))) for values in found.values_list(*COLUMNS)[: limit + 1]]
    return ListPage(
        segment=segment,
        queue=queue,
        mine=assignee_id is not None,
        rows=tuple(rows[:limit]),
        counts=_counts(queue, assignee_id),
        next=str(Place(rows[limit - 1].at, rows[limit - 1].id)) if len(rows) > limit else None,
    )


def our_turn_count() -> int:
    """Count the tickets that wait for us, up to COUNTED_UP_TO."""
    return Ticket.objects.filter(state__in=LIVE, our_turn=True)[:COUNTED_UP_TO].count()


def _in(segment: Segment) -> QuerySet[Ticket]:
    live = Ticket.objects.filter(state__in=LIVE)
    return {
        Segment.ALL: live,
        Segment.OURS: live.filter(our_turn=True),
        Segment.THEIRS: live.filter(our_turn=False),
        Segment.ASLEEP: Ticket.objects.filter(state=State.ASLEEP),
        Segment.CLOSED: Ticket.objects.filter(state=State.CLOSED),
    }[segment]


def _from(tickets: QuerySet[Ticket], column: str, backwards: bool, place: Place | None) -> QuerySet[Ticket]:
    sign, past = ("-", "lt") if backwards else ("", "gt")
    if place:
        tickets = tickets.filter(
            Q(**{f"{column}__{past}": place.at}) | Q(**{column: place.at, f"id__{past}": place.id}),
            **{f"{column}__{past}e": place.at},  # the same again as a plain range, which the index can begin at
        )
    return tickets.order_by(f"{sign}{column}", f"{sign}id")


def row_of(found: dict[str, Any]) -> Row:
    state = State(found["state"])
    return Row(
        id=found["id"],
        number=found["number"],
        subject=found["subject"],
        mark=mark_of(state, LastWord(found["last_word"]), woke=found["woke_at"] is not None),
        our_turn=found["our_turn"],
        state=state,
        kind=found["kind"],
        queue=found["queue"],
        account=found["account__name"] or "",
        requester=found["requester__name"] or "",
        assignee=found["assignee__name"] or "",
        opened_at=found["opened_at"],
        said_at=found["said_at"],
        wakes_at=found["wakes_at"],
        closed_at=found["closed_at"],
    )


def _counts(queue: str, assignee_id: int | None) -> dict[Segment, int]:
    conditions = {
        Segment.ALL: "state IN ('new', 'open')",
        Segment.OURS: "state IN ('new', 'open') AND our_turn",
        Segment.THEIRS: "state IN ('new', 'open') AND NOT our_turn",
        Segment.ASLEEP: "state = 'asleep'",
    }
    narrow = ("AND queue = %(queue)s " if queue else "") + ("AND assignee_id = %(mine)s " if assignee_id else "")
    parts = [
        f"(SELECT count(*) FROM (SELECT 1 FROM ticket WHERE {condition} {narrow}LIMIT {COUNTED_UP_TO}) few)"  # noqa: S608
        for condition in conditions.values()
    ]
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {', '.join(parts)}", {"queue": queue, "mine": assignee_id})
        return dict(zip(conditions, cursor.fetchone(), strict=True))
