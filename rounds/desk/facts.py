"""Values that commands take and give: what is written, what is attached, where it goes."""

from dataclasses import dataclass, field
from hashlib import sha256


@dataclass(frozen=True, slots=True)
class File:
    """A file on a message. name: without any path."""

    name: str
    media_type: str
    data: bytes = field(repr=False)

    @property
    def digest(self) -> str:
        """Give the sha256 of the bytes, in hex."""
        return sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Headers:
    """How a message is threaded. message_id, in_reply_to: as in the mail. references: oldest first."""

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()


NO_HEADERS = Headers()


@dataclass(frozen=True, slots=True)
class Taking:
    """A contact who takes part, with the address they are answered at."""

    contact_id: int
    address_id: int
