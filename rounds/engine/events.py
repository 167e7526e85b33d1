"""What is recorded of work that was put off."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAgainAsked(Event):
    """Somebody had work that was put off tried again at once. duty: what was to be done; row: to what; times: how often it had failed."""

    kind: ClassVar[str] = "engine.try again asked"
    subject_kind: ClassVar[str] = "put_off"
    put_off: int
    duty: str
    row: int
    times: int

    def sentence(self, names: Names) -> str:
        return "had work that was put off tried again"


EVENTS = (TryAgainAsked,)
