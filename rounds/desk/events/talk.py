"""What is said on a ticket."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerWrote(TicketEvent):
    """A party of the ticket wrote on it."""

    kind: ClassVar[str] = "desk.customer wrote"
    message: int
    before: str
    keeps_date: bool | None = None

    def sentence(self, names: Names) -> str:
        opened = "; the ticket opened again" if self.before in {"asleep", "closed"} else ""
        kept = "; the reopen date stays" if self.keeps_date else ""
        return f"wrote by mail{opened}{kept}"

    def asks(self) -> str:
        return "Why the ticket opened again"


@dataclass(frozen=True, slots=True, kw_only=True)
class RobotWrote(TicketEvent):
    """A robot of the customer's wrote, an out-of-office say; nobody has spoken, so nothing moved."""

    kind: ClassVar[str] = "desk.robot wrote"
    message: int

    def sentence(self, names: Names) -> str:
        return "sent an automatic answer; it moves nothing"

    def asks(self) -> str:
        return "Why that moved nothing"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered(TicketEvent):
    """A member answered the customer."""

    kind: ClassVar[str] = "desk.answered"
    message: int
    before: str

    def sentence(self, names: Names) -> str:
        return "answered"


@dataclass(frozen=True, slots=True, kw_only=True)
class Noted(TicketEvent):
    """A member wrote a note that only the team sees."""

    kind: ClassVar[str] = "desk.noted"
    message: int

    def sentence(self, names: Names) -> str:
        return "wrote a note"


EVENTS = (
    CustomerWrote,
    RobotWrote,
    Answered,
    Noted,
)
