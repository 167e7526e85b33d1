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
class Past:
    """That a mail is an old one, out of a file: it keeps its own date and moves nothing. wrote_at: aware, UTC, not to come.

    stands_open: a ticket that is made of it waits for an answer; else it is closed.
    """

    wrote_at: datetime
    stands_open: bool = False


@dataclass(frozen=True, slots=True)
class Incoming:
    """A mail at the door. at: aware, UTC. recipients: who the sender's server named, which the mail need not say.

    whole_size: bytes of the mail, where `raw` is its header block only and the mail stays in its folder. past: of an old mail.
    null_sender: the server that brought it gave no address for bounces, as robots do (RFC 5321 §4.5.5).
    straight: a machine that is none of our relays handed it to the SMTP door, so no server's word on it counts.
    again: it came before, and a person lets it be read once more.
    """

    mailbox_id: int
    raw: bytes = field(repr=False)
    via: Via
    at: datetime
    recipients: tuple[str, ...] = ()
    position: Position | None = None
    whole_size: int | None = None
    past: Past | None = None
    null_sender: bool = False
    straight: bool = False
    again: bool = False

    @property
    def size(self) -> int:
        """Say how many bytes the mail has."""
        return len(self.raw) if self.whole_size is None else self.whole_size


class Came(StrEnum):
    """What became of a mail."""

    PLACED = "placed"
    DUPLICATE = "duplicate"
    QUARANTINED = "quarantined"
    TURNED_AWAY = "turned away"


class TurnedAway(Exception):
    """An old mail cannot become a ticket; it stays in its file, where it is whole. The text is the reason, a sentence."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a mail. received_id: where it is kept, None where it was turned away. reason: why it is held, empty where it is not.

    opened: a ticket was made of it.
    """

    came: Came
    received_id: int | None = None
    ticket_id: int | None = None
    reason: str = ""
    opened: bool = False
