"""What the targets record."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rounds.basics.text import counted
from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetSet(TicketEvent):
    """A ticket got a target, or its target moved: another one is for it now, or its clock had stood still.

    clock: what ends it, as `first answer`. until: when it is due. instead_of: the target that it had before, where another is for it now.
    """

    kind: ClassVar[str] = "targets.set"
    target: str
    clock: str
    until: datetime
    instead_of: str = ""

    def sentence(self, names: Names) -> str:
        instead = f" in the place of {self.instead_of}" if self.instead_of else ""
        return f"put the target {self.target} on it{instead}, due"


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


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetEnded(TicketEvent):
    """The clock of a target ended: what was promised is done, in time or late."""

    kind: ClassVar[str] = "targets.ended"
    target: str
    clock: str
    late: bool

    def sentence(self, names: Names) -> str:
        return f"saw the target {self.target} {'met, late' if self.late else 'kept'}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetDropped(TicketEvent):
    """A target is on a ticket no more. withdrawn: the manual took its clause away; else it is not for this ticket now.

    due_at: when it was due, none where its clock stood still.
    """

    kind: ClassVar[str] = "targets.dropped"
    target: str
    clock: str
    due_at: datetime | None
    withdrawn: bool

    def sentence(self, names: Names) -> str:
        why = "the manual promises it no more" if self.withdrawn else "it is not for this ticket any more"
        return f"took the target {self.target} off: {why}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TargetsCaughtUp(Event):
    """The tickets that were there before were judged by the targets of a manual. made: targets that they got; missed: of these."""

    kind: ClassVar[str] = "targets.caught up"
    subject_kind: ClassVar[str] = "manual"
    manual: int
    version: int
    tickets: int
    made: int
    missed: int
    gone: int

    def sentence(self, names: Names) -> str:
        gone = f", and {self.gone:,} went" if self.gone else ""
        return (
            f"judged {counted(self.tickets, 'ticket')} by the targets of version {self.version}: "
            f"{self.made:,} promises, {self.missed:,} of them missed{gone}"
        )


def _told(role: str) -> str:
    return f"; whoever is {role} was told" if role else ""


EVENTS = (TargetSet, TargetNear, TargetMissed, TargetEnded, TargetDropped, TargetsCaughtUp)
