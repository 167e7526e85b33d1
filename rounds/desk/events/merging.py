"""Tickets become one, and part again. Both sides say so."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketMerged(TicketEvent):
    """A ticket was merged into another. into: that one's number. was: its state until then."""

    kind: ClassVar[str] = "desk.merged"
    merge: int
    into: int
    was: str

    def sentence(self, names: Names) -> str:
        return f"merged it into #{self.into}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TookIn(TicketEvent):
    """A ticket took another in. other: its number. state, last_word: the ticket's own, as they are now.

    date_was: a reopen date of its own that gave way to an earlier one.
    """

    kind: ClassVar[str] = "desk.took in"
    merge: int
    other: int
    state: str
    last_word: str
    date_was: datetime | None = None

    def sentence(self, names: Names) -> str:
        date = "; the earlier of both reopen dates stands" if self.date_was else ""
        return f"merged #{self.other} into it{date}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUnmerged(TicketEvent):
    """A merged ticket is one of its own again. other: the number of the one it was merged into. state, last_word: its own."""

    kind: ClassVar[str] = "desk.unmerged"
    merge: int
    other: int
    state: str
    last_word: str

    def sentence(self, names: Names) -> str:
        return f"took the merge into #{self.other} back; it is as before"


@dataclass(frozen=True, slots=True, kw_only=True)
class GaveBack(TicketEvent):
    """A ticket gave one back that it had taken in. other: its number. state, last_word: the ticket's own, as they are now."""

    kind: ClassVar[str] = "desk.gave back"
    merge: int
    other: int
    state: str
    last_word: str

    def sentence(self, names: Names) -> str:
        return f"took the merge of #{self.other} back"


EVENTS = (TicketMerged, TookIn, TicketUnmerged, GaveBack)
