"""Files that come before the message that they go with."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class FileBrought(Event):
    """A program brought a file to send with a message later. size: bytes."""

    kind: ClassVar[str] = "desk.file brought"
    subject_kind: ClassVar[str] = "upload"
    upload: int
    size: int

    def sentence(self, names: Names) -> str:
        return "brought a file"


EVENTS = (FileBrought,)
