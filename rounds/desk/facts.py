"""Values that commands take and give: what is written, what is attached, where it goes."""

import re
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,60}/[a-z0-9][a-z0-9!#$&^_.+-]{0,80}", re.IGNORECASE)
"""A type and a subtype (RFC 6838), nothing else: it goes into headers."""


@dataclass(frozen=True, slots=True)
class File:
    """A file on a message. name: without any path or control character, whatever was claimed; media_type: one that is one."""

    name: str
    media_type: str
    data: bytes = field(repr=False)

    def __post_init__(self) -> None:
        """Tidy what somebody outside has named."""
        plain = "".join(letter if letter.isprintable() else " " for letter in self.name)
        name = " ".join(re.split(r"[/\\]", plain)[-1].split())[:250]
        object.__setattr__(self, "name", name or "file")
        if not MEDIA_TYPE.fullmatch(self.media_type):
            object.__setattr__(self, "media_type", "application/octet-stream")

    @property
    def digest(self) -> str:
        """Give the sha256 of the bytes, in hex."""
        return sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class Headers:
    """What a mail brings beside its words. message_id, in_reply_to: as in the mail. references: oldest first.

    sender: what is known of whom it is from, as the mail room stores it; None for what came by no mail.
    """

    message_id: str = ""
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    sender: dict[str, Any] | None = None


NO_HEADERS = Headers()


@dataclass(frozen=True, slots=True)
class Taking:
    """A contact who takes part, with the address they are answered at."""

    contact_id: int
    address_id: int
