"""What the manual's room records."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualAdopted(Event):
    """A version of the operating manual came into force."""

    kind: ClassVar[str] = "manual.adopted"
    subject_kind: ClassVar[str] = "manual"
    manual: int
    version: int

    def sentence(self, names: Names) -> str:
        return f"put version {self.version} of the manual in force"


EVENTS = (ManualAdopted,)
