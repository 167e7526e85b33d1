"""What the room records: one event a batch, for a record of usage is itself a fact with its time."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.basics.text import counted
from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageCameIn(Event):
    """Records of usage came in. usage: the last row that is new. rows: how many are. apart: how many wait for what they lack."""

    kind: ClassVar[str] = "telemetry.usage came in"
    subject_kind: ClassVar[str] = "usage"
    usage: int
    rows: int
    apart: int

    def sentence(self, names: Names) -> str:
        return f"brought {counted(self.rows, 'record')} of usage, and {self.apart:,} that wait"


@dataclass(frozen=True, slots=True, kw_only=True)
class UsageDropped(Event):
    """Somebody dropped the records that waited for an account or asset that is not known."""

    kind: ClassVar[str] = "telemetry.usage dropped"
    subject_kind: ClassVar[str] = "stranger"
    stranger: int
    rows: int

    def sentence(self, names: Names) -> str:
        return f"dropped {counted(self.rows, 'record')} of usage that waited"


EVENTS = (UsageCameIn, UsageDropped)
