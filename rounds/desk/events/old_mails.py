"""Mails of long ago, out of a file."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class OldMailOpened(TicketEvent):
    """A ticket was made of a mail of long ago. wrote_at: when it was written. state: closed, or new where it waits for an answer.

    ours: we wrote it, to begin with; where it is not closed its state is open then, for it waits for them.
    """

    kind: ClassVar[str] = "desk.old mail opened"
    ticket_kind: str
    queue: str
    wrote_at: datetime
    state: str
    linked_to: int | None = None
    ours: bool = False

    def sentence(self, names: Names) -> str:
        return f"brought the ticket in, of an old mail{' of ours' if self.ours else ''}"

    def asks(self) -> str:
        return f"Why it came into the queue {self.queue}"


@dataclass(frozen=True, slots=True, kw_only=True)
class OldMailAdded(TicketEvent):
    """A mail of long ago was added to the ticket that it belongs to. wrote_at: when it was written.

    word: whose is the last word since, customer or staff, on a ticket that is itself made of old mails and stands open; else it
    moved nothing, and this is empty.
    """

    kind: ClassVar[str] = "desk.old mail added"
    message: int
    wrote_at: datetime
    word: str = ""

    def sentence(self, names: Names) -> str:
        return f"added an old mail; {WHOSE_TURN[self.word]}"


WHOSE_TURN = {"": "it moves nothing", "customer": "it is our turn", "staff": "it is their turn"}

EVENTS = (
    OldMailOpened,
    OldMailAdded,
)
