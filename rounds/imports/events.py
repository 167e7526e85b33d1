"""What an import records of itself; each record that it writes has an event of its own room beside."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.basics.text import counted
from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportEvent(Event):
    """Something that happened to an import. The field is called `file`, for `import` is Python's own word."""

    subject_kind: ClassVar[str] = "file"
    file: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBrought(ImportEvent):
    """Somebody brought a file to import; nothing is written yet."""

    kind: ClassVar[str] = "imports.file brought"
    what: str

    def sentence(self, names: Names) -> str:
        return f"brought a file with {self.what}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ColumnsChosen(ImportEvent):
    """Somebody said what the columns of a file become."""

    kind: ClassVar[str] = "imports.columns chosen"

    def sentence(self, names: Names) -> str:
        return "said what the columns become"


@dataclass(frozen=True, slots=True, kw_only=True)
class TryAsked(ImportEvent):
    """Somebody had an import tried, without anything being written."""

    kind: ClassVar[str] = "imports.try asked"

    def sentence(self, names: Names) -> str:
        return "had it tried"


@dataclass(frozen=True, slots=True, kw_only=True)
class Tried(ImportEvent):
    """An import was tried: what it would make, change, leave and turn away."""

    kind: ClassVar[str] = "imports.tried"
    made: int
    changed: int
    same: int
    turned: int

    def sentence(self, names: Names) -> str:
        return f"tried it: {counted(self.made, 'record')} would be new, {self.turned:,} would be turned away"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStarted(ImportEvent):
    """Somebody had an import come in, or go on where it had stopped."""

    kind: ClassVar[str] = "imports.started"
    position: int

    def sentence(self, names: Names) -> str:
        return "had it come in" if not self.position else f"had it go on behind {counted(self.position, 'record')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportStopped(ImportEvent):
    """An import stopped: somebody said so, or it could not go on. What had come in stays."""

    kind: ClassVar[str] = "imports.stopped"
    position: int

    def sentence(self, names: Names) -> str:
        return f"stopped it behind {counted(self.position, 'record')}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportEnded(ImportEvent):
    """All of a file came in or was turned away. waiting: tickets with nobody, whose assignees have as many as they may."""

    kind: ClassVar[str] = "imports.ended"
    made: int
    changed: int
    same: int
    turned: int
    waiting: int = 0

    def sentence(self, names: Names) -> str:
        waits = f", {self.waiting:,} with nobody yet" if self.waiting else ""
        return f"brought it in: {counted(self.made, 'new record')}{waits}, {self.changed:,} filled up, {self.turned:,} turned away"


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportTakenBack(ImportEvent):
    """Somebody took an import back. stays: records that were touched since."""

    kind: ClassVar[str] = "imports.taken back"
    removed: int
    undone: int
    stays: int

    def sentence(self, names: Names) -> str:
        return f"took it back: {counted(self.removed, 'record')} gone, {self.undone:,} undone, {self.stays:,} stay"


EVENTS = (ColumnsChosen, FileBrought, ImportEnded, ImportStarted, ImportStopped, ImportTakenBack, Tried, TryAsked)
