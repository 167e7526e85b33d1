"""What becomes of an answer of ours on its way."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerFailed(TicketEvent):
    """An answer of ours never left; the ticket opened, and the date that the manual had set with it went."""

    kind: ClassVar[str] = "desk.answer failed"
    message: int
    before: str
    date_was: datetime | None = None

    def sentence(self, names: Names) -> str:
        dropped = "; the date that was set with it is gone" if self.date_was else ""
        return f"could not deliver our answer: it is our turn again{dropped}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTakenBack(TicketEvent):
    """Whoever wrote an answer took it back before it left. state, last_word: the ticket's, as they are now."""

    kind: ClassVar[str] = "desk.answer taken back"
    message: int
    state: str
    last_word: str

    def sentence(self, names: Names) -> str:
        return "took an answer back before it left"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerLeft(TicketEvent):
    """An answer that had not left did after all."""

    kind: ClassVar[str] = "desk.answer left"
    message: int

    def sentence(self, names: Names) -> str:
        return "delivered our answer after all"


EVENTS = (
    AnswerFailed,
    AnswerTakenBack,
    AnswerLeft,
)
