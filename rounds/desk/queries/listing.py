"""The desk's list: oldest first (D10), a page at a time by its last row, whatever the number of tickets."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any, LiteralString, NamedTuple, Self

from rounds.desk.rules import LastWord, Mark, State, mark_of
from rounds.workspaces.current import known, recalled
from rounds.workspaces.rows import fetch

COUNTED_UP_TO = 500
"""Counts stop here, so that a list of a million costs what a list of a thousand does; pages write "500+"."""


class Segment(StrEnum):
    """Which tickets a list shows."""

    ALL = "all"
    OURS = "ours"
    THEIRS = "theirs"
    ASLEEP = "asleep"
    HELD = "held"
    CLOSED = "closed"


class Row(NamedTuple):
    """One ticket in a list. at: the moment beside it. due_at: of its next target; near_at: from when on that is near.

    A tuple, since a frozen dataclass of so many fields takes three times as long to make.
    """

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
    priority: str
    held_by: str
    held_since: datetime | None
    due_at: datetime | None = None
    near_at: datetime | None = None

    @property
    def at(self) -> datetime:
        if self.state is State.ASLEEP and self.wakes_at:
            return self.wakes_at
        return self.closed_at or self.opened_at

    def moment(self, column: str) -> datetime:
        """Give the moment that a list by this column is ordered by."""
        moment: datetime = getattr(self, column)
        return moment


@dataclass(frozen=True, slots=True)
class ListPage:
    """One page of the list. counts: tickets a segment, counted up to COUNTED_UP_TO. next: asks for what follows, or None."""

    segment: Segment
    queue: str
    mine: bool
    rows: tuple[Row, ...]
    counts: dict[Segment, int]
    next: str | None


@dataclass(frozen=True, slots=True)
class Shown:
    """How a segment is read. where: its condition, as its partial index has it. by: the column that it is ordered by.

    values: for the placeholders of `where`.
    """

    where: LiteralString
    by: LiteralString = "opened_at"
    backwards: bool = False
    values: tuple[object, ...] = ()

    @property
    def key(self) -> LiteralString:
        """Give the columns of the order, those of one index; the id makes it a whole one."""
        return "due.due_at, due.ticket_id" if self.by == "due_at" else f"ticket.{self.by}, ticket.id"


SEGMENTS: dict[Segment, Shown] = {
    Segment.ALL: Shown("ticket.state IN ('new', 'open')"),
    Segment.OURS: Shown("ticket.state IN ('new', 'open') AND ticket.our_turn"),
    Segment.THEIRS: Shown("ticket.state IN ('new', 'open') AND NOT ticket.our_turn"),
    Segment.ASLEEP: Shown("ticket.state = 'asleep'", by="wakes_at"),
    Segment.HELD: Shown("ticket.state IN ('new', 'open') AND ticket.held_since IS NOT NULL", by="held_since"),
    Segment.CLOSED: Shown("ticket.state = 'closed'", by="closed_at", backwards=True),
}

ROWS = """
    SELECT ticket.id, ticket.number, ticket.subject, ticket.state, ticket.last_word, ticket.woke_at, ticket.our_turn,
           ticket.kind, ticket.queue, account.name, contact.name, member.name,
           ticket.opened_at, ticket.said_at, ticket.wakes_at, ticket.closed_at,
           ticket.priority, ticket.held_by, ticket.held_since, due.due_at, due.near_at
    FROM ticket
    LEFT JOIN account ON account.id = ticket.account_id
    LEFT JOIN contact ON contact.id = ticket.requester_id
    LEFT JOIN member ON member.id = ticket.assignee_id
    LEFT JOIN next_due due ON due.ticket_id = ticket.id
"""


@dataclass(frozen=True, slots=True)
class Narrow:
    """A further condition on a list. where: SQL over `ticket` with %s for each value, "" for none."""

    where: LiteralString = ""
    values: tuple[object, ...] = ()

    def __and__(self, other: Self) -> Self:
        """Let both hold."""
        if not (self.where and other.where):
            return self if self.where else other
        return type(self)(f"{self.where} AND {other.where}", self.values + other.values)


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page of a list ends: the moment and the id of its last row, and in which stretch of the order that stood."""

    at: datetime
    id: int
    stretch: int = 0

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read it from an address; anything else begins at the beginning."""
        moment, _, rest = text.partition("~")
        row_id, _, stretch = rest.partition("~")
        try:
            return cls(datetime.fromisoformat(moment).astimezone(UTC), int(row_id) % 2**63, int(stretch or 0))
        except (ValueError, OverflowError):
            return None

    def __str__(self) -> str:
        return f"{self.at.isoformat()}~{self.id}{f'~{self.stretch}' if self.stretch else ''}"


def list_page(
    segment: Segment, *, queue: str = "", assignee_id: int | None = None, after: str = "", limit: int = 25
) -> ListPage:
    """Give one page of the desk's list in two statements.

    queue: only this queue, empty for all. assignee_id: only this member's. after: `next` of the page before.
    """
    narrow = Narrow("ticket.queue = %s", (queue,)) if queue else Narrow()
    narrow &= Narrow("ticket.assignee_id = %s", (assignee_id,)) if assignee_id else Narrow()
    rows, beyond = page_of((SEGMENTS[segment],), narrow, after=after, limit=limit)
    return ListPage(
        segment=segment,
        queue=queue,
        mine=assignee_id is not None,
        rows=tuple(rows),
        counts=_counts(narrow),
        next=beyond,
    )


def page_of(order: Sequence[Shown], narrow: Narrow, *, after: str, limit: int) -> tuple[list[Row], str | None]:
    """Read one page behind `after`, and what asks for the next, None where there is none.

    order: stretches that follow each other, each read from its own index; one statement each, as far as the page reaches.
    """
    place = Place.read(after)
    begin = place.stretch if place and place.stretch < len(order) else 0
    rows: list[tuple[int, Row]] = []
    for stretch, shown in enumerate(order[begin:], begin):
        behind = _behind(shown, place) if place and stretch == place.stretch else Narrow()
        rows += [(stretch, row) for row in rows_of(shown, narrow & behind, limit=limit + 1 - len(rows))]
        if len(rows) > limit:
            at, last = rows[limit - 1]
            return [row for _, row in rows[:limit]], str(Place(last.moment(order[at].by), last.id, at))
    return [row for _, row in rows], None


OUR_TURN = ("tickets that are our turn",)
"""What a transaction knows of their number, once it was counted."""


def our_turn_counted() -> int | None:
    """Give how many tickets wait for us, up to COUNTED_UP_TO, where this transaction has read the list; else None."""
    found = recalled(OUR_TURN)
    return found if isinstance(found, int) else None


def rows_of(shown: Shown, narrow: Narrow, *, limit: int | None) -> list[Row]:
    """Read tickets as a list shows them, in one statement. limit: None for all of them."""
    where = f"{shown.where} AND {narrow.where}" if narrow.where else shown.where
    order = shown.key.replace(",", " DESC,") + " DESC" if shown.backwards else shown.key
    some = f"LIMIT {limit}" if limit else ""
    statement = f"{ROWS} WHERE {where} ORDER BY {order} {some}"
    return [row_of(found) for found in fetch(statement, (*shown.values, *narrow.values))]


def _behind(shown: Shown, place: Place) -> Narrow:
    """Begin where the page before ended; a comparison of both together, which the index can begin at."""
    past = "<" if shown.backwards else ">"
    return Narrow(f"({shown.key}) {past} (%s, %s)", (place.at, place.id))


def row_of(found: tuple[Any, ...]) -> Row:
    (row_id, number, subject, state, word, woke_at, ours, kind, queue, account, requester, assignee, *rest) = found
    opened_at, said_at, wakes_at, closed_at, priority, held_by, held_since, due_at, near_at = rest
    return Row(
        id=row_id,
        number=number,
        subject=subject,
        mark=mark_of(State(state), LastWord(word), woke=woke_at is not None, held=held_by is not None),
        our_turn=ours,
        state=State(state),
        kind=kind,
        queue=queue,
        account=account or "",
        requester=requester or "",
        assignee=assignee or "",
        opened_at=opened_at,
        said_at=said_at,
        wakes_at=wakes_at,
        closed_at=closed_at,
        priority=priority or "",
        held_by=held_by or "",
        held_since=held_since,
        due_at=due_at,
        near_at=near_at,
    )


COUNTED = (Segment.OURS, Segment.THEIRS, Segment.ASLEEP, Segment.HELD)
"""Segments that are counted one by one; all that waits is the first two together."""


def _counts(narrow: Narrow) -> dict[Segment, int]:
    more = f" AND {narrow.where}" if narrow.where else ""
    parts = [
        f"(SELECT count(*) FROM (SELECT 1 FROM ticket WHERE {SEGMENTS[each].where}{more} LIMIT {COUNTED_UP_TO}) few)"  # noqa: S608
        for each in COUNTED
    ]
    [found] = fetch(f"SELECT {', '.join(parts)}", narrow.values * len(COUNTED))
    counts = dict(zip(COUNTED, found, strict=True))
    if not narrow.where:
        known(OUR_TURN, lambda: counts[Segment.OURS])
    return counts | {Segment.ALL: min(COUNTED_UP_TO, counts[Segment.OURS] + counts[Segment.THEIRS])}
