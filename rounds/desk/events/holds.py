"""A ticket waits for somebody else."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketHeld(TicketEvent):
    """A ticket began to wait for somebody else, until a limit."""

    kind: ClassVar[str] = "desk.held"
    hold: int
    holder: str
    until: datetime

    def sentence(self, names: Names) -> str:
        return f"put it on hold for {self.holder} until"


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldEnded(TicketEvent):
    """A hold ended: its limit came, somebody ended it, or something happened that ends holds."""

    kind: ClassVar[str] = "desk.hold ended"
    hold: int
    holder: str
    how: str

    def sentence(self, names: Names) -> str:
        return f"ended the hold for {self.holder}{_HOLD_ENDINGS.get(self.how, '')}"


_HOLD_ENDINGS = {
    "limit": ", for its limit came",
    "customer wrote": ", for the customer wrote",
    "date came": ", for the promised date came",
    "answer failed": ", for our answer did not leave",
    "closed": ", for the ticket was closed",
    "merged": ", for the ticket was merged into another",
    "asleep": ", for the ticket was put to sleep",
    "held anew": ", for it is held anew",
    "undone": ", for that was taken back",
}


EVENTS = (
    TicketHeld,
    HoldEnded,
)
