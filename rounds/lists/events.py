"""What the lists record."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class StoodTooLong(TicketEvent):
    """A ticket has stood in a list of the manual too long. told: the role that heard of it."""

    kind: ClassVar[str] = "lists.stood too long"
    named: str
    told: str

    def sentence(self, names: Names) -> str:
        return f"saw it stand in the list {self.named} too long; whoever is {self.told} was told"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewEvent(Event):
    """Something that a member did with a view. role: whom it is shared with, "" where nobody."""

    subject_kind: ClassVar[str] = "view"
    view: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewSaved(ViewEvent):
    """A member kept a search as a view."""

    kind: ClassVar[str] = "lists.view saved"
    role: str = ""

    def sentence(self, names: Names) -> str:
        return f"kept a view{f' and shared it with whoever is {self.role}' if self.role else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewChanged(ViewEvent):
    """A view got another name, another search, or is shared with others. changed: which of these."""

    kind: ClassVar[str] = "lists.view changed"
    changed: list[str]
    role: str = ""

    def sentence(self, names: Names) -> str:
        return f"changed a view: its {' and '.join(self.changed)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewMoved(ViewEvent):
    """A member put one of their views elsewhere among them. position: counted from 1."""

    kind: ClassVar[str] = "lists.view moved"
    position: int

    def sentence(self, names: Names) -> str:
        return f"moved a view to place {self.position}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewDeleted(ViewEvent):
    """A view was deleted; it can be brought back."""

    kind: ClassVar[str] = "lists.view deleted"

    def sentence(self, names: Names) -> str:
        return "deleted a view"


@dataclass(frozen=True, slots=True, kw_only=True)
class ViewBroughtBack(ViewEvent):
    """A deleted view was brought back."""

    kind: ClassVar[str] = "lists.view brought back"

    def sentence(self, names: Names) -> str:
        return "brought a view back"


EVENTS = (StoodTooLong, ViewSaved, ViewChanged, ViewMoved, ViewDeleted, ViewBroughtBack)
