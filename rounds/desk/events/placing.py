"""What a ticket is about, how urgent it is, whose it is."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class MovedToQueue(TicketEvent):
    """A ticket got another kind, and with it its queue."""

    kind: ClassVar[str] = "desk.kind changed"
    ticket_kind: str
    queue: str

    def sentence(self, names: Names) -> str:
        return f"said what it is about, {self.ticket_kind}; it went to the queue {self.queue}"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrioritySet(TicketEvent):
    """Somebody said how urgent a ticket is."""

    kind: ClassVar[str] = "desk.priority set"
    priority: str
    was: str | None = None

    def sentence(self, names: Names) -> str:
        return f"said how urgent it is: {self.priority}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountNamed(TicketEvent):
    """A ticket got its account, since somebody said which firm its requester belongs to."""

    kind: ClassVar[str] = "desk.account named"

    def sentence(self, names: Names) -> str:
        return "said which firm this is about"


EVENTS = (
    MovedToQueue,
    PrioritySet,
    AccountNamed,
)
