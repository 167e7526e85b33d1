"""A ticket begins, ends, begins again."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names

BY_THE_MANUAL = "the manual"
"""By way of which tickets come that recur for a clause: nobody wrote them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketOpened(TicketEvent):
    """A ticket began, by a customer's mail or on the page."""

    kind: ClassVar[str] = "desk.ticket opened"
    ticket_kind: str
    queue: str
    by_way_of: str
    linked_to: int | None = None

    def sentence(self, names: Names) -> str:
        return f"wrote by {self.by_way_of}; the ticket was opened" if self.by_way_of == "mail" else "opened the ticket"

    def asks(self) -> str:
        by_manual = self.by_way_of == BY_THE_MANUAL  # its reason is that of its first date
        return "" if by_manual else f"Why it came into the queue {self.queue}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketClosed(TicketEvent):
    """A ticket was closed."""

    kind: ClassVar[str] = "desk.closed"
    before: str

    def sentence(self, names: Names) -> str:
        return "closed the ticket"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketReopened(TicketEvent):
    """A closed or sleeping ticket was opened by a person."""

    kind: ClassVar[str] = "desk.reopened"
    before: str

    def sentence(self, names: Names) -> str:
        return "opened the ticket again"


EVENTS = (
    TicketOpened,
    TicketClosed,
    TicketReopened,
)
