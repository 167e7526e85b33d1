"""Tickets from another help desk."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rounds.basics.text import counted
from rounds.desk.events.ticket import TicketEvent
from rounds.timeline.rules import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketImported(TicketEvent):
    """A ticket came in from another help desk, or more of its past did. The moments are those of that desk.

    import_id: which import. made: it is new here. changes: how many of its past came in. state, reopened: as it ended there.
    full_member: who had it there and has as many of its queue here as they may; it came in with nobody.
    """

    kind: ClassVar[str] = "desk.ticket imported"
    import_id: int
    made: bool
    opened_at: datetime
    state: str
    changes: int = 0
    reopened: int = 0
    solved_at: datetime | None = None
    closed_at: datetime | None = None
    full_member: int | None = None

    def sentence(self, names: Names) -> str:
        past = f", with {counted(self.changes, 'change')} of its past" if self.changes else ""
        waits = (
            f"; {names.member(self.full_member)} has as many as they may, so it waits in its queue"
            if self.full_member
            else ""
        )
        return f"brought {'the ticket' if self.made else 'more'} in by import{past}{waits}"


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketTakenBack(TicketEvent):
    """An imported ticket that nobody had worked on was taken back; it is gone."""

    kind: ClassVar[str] = "desk.ticket taken back"
    import_id: int

    def sentence(self, names: Names) -> str:
        return "took the imported ticket back"


EVENTS = (
    TicketImported,
    TicketTakenBack,
)
