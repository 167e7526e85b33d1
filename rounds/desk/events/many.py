"""One act on many tickets, and its way back."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketUndone(TicketEvent):
    """What an act had changed here was taken back. many: the act on many tickets, 0 for one on this alone.

    state, last_word: the ticket's, as they are now.
    """

    kind: ClassVar[str] = "desk.undone"
    many: int
    state: str
    last_word: str

    def sentence(self, names: Names) -> str:
        return "took that back; it is as before"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyDone(Event):
    """A member did one thing to many tickets; each has its own event. refused: tickets that it could not be done to."""

    kind: ClassVar[str] = "desk.many done"
    subject_kind: ClassVar[str] = "many"
    many: int
    verb: str
    done: int
    refused: int

    def sentence(self, names: Names) -> str:
        return f"did one thing to {self.done} tickets: {self.verb}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ManyUndone(Event):
    """A member took an act on many tickets back. kept: tickets that somebody had changed since."""

    kind: ClassVar[str] = "desk.many undone"
    subject_kind: ClassVar[str] = "many"
    many: int
    undone: int
    kept: int

    def sentence(self, names: Names) -> str:
        return f"took that back on {self.undone} tickets"


EVENTS = (
    TicketUndone,
    ManyDone,
    ManyUndone,
)
