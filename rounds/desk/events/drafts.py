"""What a member has begun to write."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftEvent(Event):
    """Something that happened to what a member had begun to write; a subject of its own, for the ticket has not changed."""

    subject_kind: ClassVar[str] = "unsent"
    unsent: int
    ticket: int
    message_kind: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftBegun(DraftEvent):
    """A member began to write and left it for later. Each later save of the same draft says nothing new."""

    kind: ClassVar[str] = "desk.draft begun"

    def sentence(self, names: Names) -> str:
        return "began a note" if self.message_kind == "note" else "began an answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDropped(DraftEvent):
    """A member gave up what they had begun to write."""

    kind: ClassVar[str] = "desk.draft dropped"

    def sentence(self, names: Names) -> str:
        return "dropped what was begun"


EVENTS = (
    DraftBegun,
    DraftDropped,
)
