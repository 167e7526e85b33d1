"""What is recorded of mailboxes: their addresses, and the accounts and folders that they are read from."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxAdded(Event):
    kind: ClassVar[str] = "mail.mailbox added"
    subject_kind: ClassVar[str] = "mailbox"
    mailbox: int

    def sentence(self, names: Names) -> str:
        return "added the mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailboxMoved(Event):
    """A mailbox got another address."""

    kind: ClassVar[str] = "mail.mailbox moved"
    subject_kind: ClassVar[str] = "mailbox"
    mailbox: int

    def sentence(self, names: Names) -> str:
        return "gave the mailbox another address"


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasAdded(Event):
    """Mail to another address comes to a mailbox too. alias: which, for the address itself is no part of history."""

    kind: ClassVar[str] = "mail.alias added"
    subject_kind: ClassVar[str] = "mailbox"
    mailbox: int
    alias: int

    def sentence(self, names: Names) -> str:
        return "gave the mailbox one more address"


@dataclass(frozen=True, slots=True, kw_only=True)
class AliasGone(Event):
    """An address is none of a mailbox's any more."""

    kind: ClassVar[str] = "mail.alias gone"
    subject_kind: ClassVar[str] = "mailbox"
    mailbox: int
    alias: int

    def sentence(self, names: Names) -> str:
        return "took one of its other addresses from the mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class WayEvent(Event):
    """Something about an account that a mailbox is read from. way: which."""

    subject_kind: ClassVar[str] = "mailbox"
    mailbox: int
    way: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WayAdded(WayEvent):
    """folders: how many. by_token: the server takes access tokens in place of a password."""

    kind: ClassVar[str] = "mail.way added"
    folders: int
    by_token: bool

    def sentence(self, names: Names) -> str:
        return "let the mailbox be read from an account"


@dataclass(frozen=True, slots=True, kw_only=True)
class WayChanged(WayEvent):
    """folders, by_token: as they are now."""

    kind: ClassVar[str] = "mail.way changed"
    folders: int
    by_token: bool

    def sentence(self, names: Names) -> str:
        return "changed an account that the mailbox is read from"


@dataclass(frozen=True, slots=True, kw_only=True)
class WayGone(WayEvent):
    kind: ClassVar[str] = "mail.way gone"

    def sentence(self, names: Names) -> str:
        return "let the mailbox be read from an account no more"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderEvent(Event):
    """Something about a folder that a mailbox is read from. folder: which."""

    subject_kind: ClassVar[str] = "mailbox"
    mailbox: int
    folder: int


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderFails(FolderEvent):
    kind: ClassVar[str] = "mail.folder fails"

    def sentence(self, names: Names) -> str:
        return "could not read a folder of the mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class FolderReads(FolderEvent):
    kind: ClassVar[str] = "mail.folder reads"

    def sentence(self, names: Names) -> str:
        return "reads a folder of the mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSent(Event):
    """A trial was sent from one of our addresses."""

    kind: ClassVar[str] = "mail.trial sent"
    subject_kind: ClassVar[str] = "mailbox"
    mailbox: int

    def sentence(self, names: Names) -> str:
        return "sent a trial from the mailbox"
