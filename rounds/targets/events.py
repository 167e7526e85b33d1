"""What the targets record."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSet(TicketEvent):
    """A ticket got a target, or its target moved: another one is for it now, or its clock had stood still.

    clock: what ends it, as `first answer`. until: when it is due.
    """

    kind: ClassVar[str] = "targets.set"
    target: str
    clock: str
    until: datetime

    def sentence(self, names: Names) -> str:
        return f"put the target {self.target} on it, due"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetNear(TicketEvent):
    """A target is about to be missed. told: the role that heard of it."""

    kind: ClassVar[str] = "targets.near"
    target: str
    due_at: datetime
    told: str

    def sentence(self, names: Names) -> str:
        return f"warned that the target {self.target} is near{_told(self.told)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetMissed(TicketEvent):
    """A target was missed. told: the role that heard of it."""

    kind: ClassVar[str] = "targets.missed"
    target: str
    due_at: datetime
    told: str

    def sentence(self, names: Names) -> str:
        return f"saw the target {self.target} missed{_told(self.told)}"


def _told(role: str) -> str:
    return f"; whoever is {role} was told" if role else ""


EVENTS = (TargetSet, TargetNear, TargetMissed)
