"""Tickets that belong together."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketLinked(TicketEvent):
    """A ticket was linked to another. other: its number. seen: what that one is, seen from this."""

    kind: ClassVar[str] = "desk.linked"
    other: int
    seen: str

    def sentence(self, names: Names) -> str:
        return f"linked it to #{self.other}: {_SEEN[self.seen]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUnlinked(TicketEvent):
    """The link between two tickets was taken away. other: the other one's number."""

    kind: ClassVar[str] = "desk.unlinked"
    other: int
    seen: str

    def sentence(self, names: Names) -> str:
        return f"took the link to #{self.other} away"


_SEEN = {
    "parent": "this is part of it",
    "part": "that is part of this",
    "related": "they are related",
    "original": "this is a duplicate of it",
    "duplicate": "that is a duplicate of this",
}


EVENTS = (
    TicketLinked,
    TicketUnlinked,
)
