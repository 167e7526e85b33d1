"""Who has a ticket."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Assigned(TicketEvent):
    """A ticket was given to a member, or back to its queue."""

    kind: ClassVar[str] = "desk.assigned"
    to_member: int | None
    from_member: int | None

    def sentence(self, names: Names) -> str:
        return f"gave it to {names.member(self.to_member)}" if self.to_member else "gave it back to the queue"


@dataclass(frozen=True, slots=True, kw_only=True)
class NobodyFitted(TicketEvent):
    """A queue that gives in turn found nobody who may be given the ticket. told: the role that heard of it."""

    kind: ClassVar[str] = "desk.nobody fitted"
    queue: str
    told: str = ""

    def sentence(self, names: Names) -> str:
        told = f"; whoever is {self.told} was told" if self.told else ""
        return f"found nobody in the queue {self.queue} who may be given it{told}"


EVENTS = (
    Assigned,
    NobodyFitted,
)
