"""What the manual's room records."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class ManualAdopted(Event):
    """A version of the operating manual came into force. brought_back: the earlier version whose text it is."""

    kind: ClassVar[str] = "manual.adopted"
    subject_kind: ClassVar[str] = "manual"
    manual: int
    version: int
    brought_back: int | None = None

    def sentence(self, names: Names) -> str:
        if self.brought_back:
            return f"brought version {self.brought_back} of the manual back, as version {self.version}"
        return f"put version {self.version} of the manual in force"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftSaved(Event):
    """The draft of the next manual was written."""

    kind: ClassVar[str] = "manual.draft saved"
    subject_kind: ClassVar[str] = "draft"
    draft: int
    based_on: int

    def sentence(self, names: Names) -> str:
        return f"wrote on the draft of the manual after version {self.based_on}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftDropped(Event):
    """The draft was given up; what is in force stays."""

    kind: ClassVar[str] = "manual.draft dropped"
    subject_kind: ClassVar[str] = "draft"
    draft: int

    def sentence(self, names: Names) -> str:
        return "dropped the draft of the manual"


EVENTS = (ManualAdopted, DraftSaved, DraftDropped)
