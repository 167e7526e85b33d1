"""What every event of a ticket has."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.timeline.rules import Event


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketEvent(Event):
    """Something that happened to a ticket."""

    subject_kind: ClassVar[str] = "ticket"
    ticket: int
