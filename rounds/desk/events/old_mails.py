"""Mails of long ago, out of a file."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class OldMailOpened(TicketEvent):
    """A ticket was made of a mail of long ago. wrote_at: when it was written. state: closed, or new where it waits for an answer."""

    kind: ClassVar[str] = "desk.old mail opened"
    ticket_kind: str
    queue: str
    wrote_at: datetime
    state: str
    linked_to: int | None = None

    def sentence(self, names: Names) -> str:
        return "brought the ticket in, of an old mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class OldMailAdded(TicketEvent):
    """A mail of long ago was added to the ticket that it belongs to; it moved nothing. wrote_at: when it was written."""

    kind: ClassVar[str] = "desk.old mail added"
    message: int
    wrote_at: datetime

    def sentence(self, names: Names) -> str:
        return "added an old mail; it moves nothing"


EVENTS = (
    OldMailOpened,
    OldMailAdded,
)
