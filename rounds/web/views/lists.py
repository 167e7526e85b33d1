"""The shapes of a list of tickets, ready to draw: rows, choices, pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from rounds.desk.clauses import Priorities
from rounds.desk.excerpts import Piece
from rounds.desk.queries import Row
from rounds.desk.rules import LIVE, State
from rounds.policies.sentences import Line
from rounds.web.marks import mark_of
from rounds.web.views.urgency import Urgency, urgency

if TYPE_CHECKING:
    from rounds.lists.queries import ViewRow
    from rounds.web.views.searching import Search


@dataclass(frozen=True, slots=True)
class Said:
    """One thing that a list says of a ticket: words, and behind them a moment where there is one."""

    words: str
    at: datetime | None = None


class ShownRow(NamedTuple):
    """One ticket of a list, ready to draw. turn: "ours", "theirs" or "" where it is nobody's.

    more: what its list shows beside. due_at: of what is promised next, None while its clock stands still; near_at: from when on
    that is near.
    """

    number: int
    url: str
    subject: str
    customer: str
    word: str
    tone: str
    shape: str
    turn: str
    at: datetime
    back_at: datetime | None
    current: bool
    urgency: Urgency | None = None
    due_at: datetime | None = None
    near_at: datetime | None = None
    pieces: tuple[Piece, ...] = ()
    more: tuple[Said, ...] = ()

    @property
    def ours(self) -> bool:
        return self.turn == "ours"


@dataclass(frozen=True, slots=True)
class Choice:
    """A list to choose. count: "" where it is not counted."""

    word: str
    url: str
    current: bool
    count: str | None = None


@dataclass(frozen=True, slots=True)
class Pager:
    newer: str
    older: str


@dataclass(frozen=True, slots=True)
class Empty:
    title: str
    text: str
    url: str = ""
    act: str = ""


@dataclass(frozen=True, slots=True)
class Named:
    """A list of the manual, with what its clause says."""

    identity: str
    version: int
    lines: tuple[Line, ...]


@dataclass(frozen=True, slots=True)
class ShownList:
    """The list pane. url: the list alone. choose: the list with ticks. level: of its heading; a ticket beside it has the first.

    sorts: the same tickets in another order. named: the manual's clause, where it is one of its lists; view: the saved view that
    it is. roles: whom a new view can be shared with.
    """

    heading: str
    level: int
    says: str
    url: str
    choose: str
    rows: tuple[ShownRow, ...]
    segments: tuple[Choice, ...]
    queues: tuple[Choice, ...]
    pager: Pager
    empty: Empty
    may_open: bool
    search: "Search | None" = None
    sorts: tuple[Choice, ...] = ()
    named: "Named | None" = None
    view: "ViewRow | None" = None
    roles: tuple[str, ...] = ()

    @property
    def promises(self) -> bool:
        """Say whether a row says by when something is due, which leads to its sum."""
        return any(row.due_at for row in self.rows)

    @property
    def under(self) -> int:
        """Give the level of a heading inside the list."""
        return self.level + 1


def shown_row(
    row: Row,
    *,
    clause: Priorities | None,
    words: str = "",
    current: int | None = None,
    pieces: tuple[Piece, ...] = (),
    more: tuple[Said, ...] = (),
) -> ShownRow:
    """Draw one ticket of a list. clause: what the manual says about priorities. pieces: where the words of a search stand."""
    drawn = mark_of(row.mark, row.held_by)
    live = row.state in LIVE
    return ShownRow(
        number=row.number,
        url=f"/desk/{row.number}{words}",
        subject=row.subject or "Without a subject",
        customer=row.account or row.requester,
        word=drawn.word,
        tone=drawn.tone,
        shape=drawn.shape,
        turn=("ours" if row.our_turn else "theirs") if live else "",
        at=row.closed_at or row.opened_at,
        back_at=row.wakes_at if row.state is State.ASLEEP else None,
        current=row.number == current,
        urgency=urgency(row.priority, clause),
        due_at=None if row.held_by or row.state is State.CLOSED else row.due_at,
        near_at=row.near_at,
        pieces=pieces,
        more=more,
    )
