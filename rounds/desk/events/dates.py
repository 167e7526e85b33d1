"""Reopen dates: set, gone, come."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class DateSet(TicketEvent):
    """A reopen date was set, by a person or by the manual."""

    kind: ClassVar[str] = "desk.date set"
    wakes_at: datetime
    keeps: bool
    sleeps: bool = False

    def sentence(self, names: Names) -> str:
        return "put it to sleep until" if self.sleeps else "set the reopen date to"


@dataclass(frozen=True, slots=True, kw_only=True)
class DateDropped(TicketEvent):
    """A reopen date was taken away."""

    kind: ClassVar[str] = "desk.date dropped"
    was: datetime

    def sentence(self, names: Names) -> str:
        return "took the reopen date away"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketWoke(TicketEvent):
    """A reopen date came, and the ticket opened by itself."""

    kind: ClassVar[str] = "desk.woke"
    before: str
    date_was: datetime

    def sentence(self, names: Names) -> str:
        return (
            "opened it again, for its date came"
            if self.before in {"asleep", "closed"}
            else "said that its date has come"
        )


EVENTS = (
    DateSet,
    DateDropped,
    TicketWoke,
)
