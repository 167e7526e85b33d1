"""Who hears what happens on a ticket."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class Followed(TicketEvent):
    """A member follows a ticket."""

    kind: ClassVar[str] = "desk.followed"
    of_member: int

    def sentence(self, names: Names) -> str:
        return "follows it"


@dataclass(frozen=True, slots=True, kw_only=True)
class Unfollowed(TicketEvent):
    """A member follows a ticket no more."""

    kind: ClassVar[str] = "desk.unfollowed"
    of_member: int

    def sentence(self, names: Names) -> str:
        return "follows it no more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Mentioned(TicketEvent):
    """A note called a member by name; they follow the ticket."""

    kind: ClassVar[str] = "desk.mentioned"
    message: int
    to_member: int

    def sentence(self, names: Names) -> str:
        return f"called {names.member(self.to_member)}"


EVENTS = (
    Followed,
    Unfollowed,
    Mentioned,
)
