"""Values that travel with a mail from its door to its ticket."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from rounds.mail.models import Via


@dataclass(frozen=True, slots=True)
class Position:
    """How far a polled folder has been read. place: user@host/FOLDER. validity: its UIDVALIDITY; uid: the last one read."""

    place: str
    validity: int
    uid: int


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail at the door. at: aware, UTC. recipients: who the sender's server named, which the mail need not say.

    whole_size: bytes of the mail, where `raw` is its header block only and the mail stays in its folder.
    """

    mailbox_id: int
    raw: bytes = field(repr=False)
    via: Via
    at: datetime
    recipients: tuple[str, ...] = ()
    position: Position | None = None
    whole_size: int | None = None

    @property
    def size(self) -> int:
        """Say how many bytes the mail has."""
        return len(self.raw) if self.whole_size is None else self.whole_size


class Came(StrEnum):
    """What became of a mail."""

    PLACED = "placed"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail. received_id: where it is kept. reason: why it is held, empty where it is not."""

    came: Came
    received_id: int
    ticket_id: int | None = None
    reason: str = ""
