"""Macros that were run."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class MacroRun(TicketEvent):
    """A member ran a macro on a ticket; each of its acts has its own event. many: the act that takes all of it back."""

    kind: ClassVar[str] = "desk.macro run"
    many: int
    macro: str

    def sentence(self, names: Names) -> str:
        return f"ran the macro “{self.macro}”"


EVENTS = (MacroRun,)
