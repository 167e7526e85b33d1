"""A Letter is a mail as the rest of Rounds sees it: decoded, bounded, and safe to store."""

from dataclasses import dataclass, field
from datetime import datetime

from rounds.mail.reading.headers import Headers


class Unreadable(Exception):
    """Says that nothing can be made of these bytes; `reason` is a sentence for people."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Address:
    """One person or mailbox as a header names it; `name` may be empty.

    email: what can be answered to, in the case it was written in; all that we decide and send goes by it. written: how it stands
    in the mail, where that is another (`a@b.example.` with a last dot, `"a@b.example"` in quotation marks); for showing alone.
    """

    name: str
    email: str
    written: str = field(default="", compare=False)

    @property
    def as_written(self) -> str:
        """Give the address as it stands in the mail."""
        return self.written or self.email

    @property
    def key(self) -> str:
        """Say under which spelling this address is compared: lower case."""
        return self.email.lower()


@dataclass(frozen=True, slots=True)
class Attachment:
    """A file that came with the letter; `content_id` is without its angle brackets, empty where there is none."""

    name: str
    media_type: str
    data: bytes = field(repr=False)
    content_id: str = ""
    inline: bool = False


@dataclass(frozen=True, slots=True)
class Letter:
    """One mail, read.

    sender: who counts as having sent it, an author where From names any. authors: all whom its From names; empty where it names nobody.
    message_id, in_reply_to, references: ids with their angle brackets, oldest first.
    date: aware, UTC; what the sender claims. text: lines end in a line feed. html: as sent, cleaned where it is shown.
    Neither holds a NUL, which PostgreSQL refuses. A body too long for a page is cut, and the whole of it attached.
    """

    sender: Address
    subject: str
    text: str
    authors: tuple[Address, ...] = ()
    message_id: str | None = None
    in_reply_to: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    to: tuple[Address, ...] = ()
    cc: tuple[Address, ...] = ()
    reply_to: tuple[Address, ...] = ()
    delivered_to: tuple[Address, ...] = ()
    date: datetime | None = None
    html: str | None = None
    attachments: tuple[Attachment, ...] = ()
    auto_submitted: bool = False  # a robot answered in their place
    headers: Headers = field(default=Headers(()), repr=False)

    @property
    def others(self) -> tuple[Address, ...]:
        """Give those who wrote it beside its sender."""
        return tuple(each for each in self.authors if each.key != self.sender.key)
