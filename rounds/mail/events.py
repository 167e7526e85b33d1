"""What mail records. Sentences leave out who did it; the page puts the name before. Never an address, subject or body."""

from dataclasses import dataclass
from datetime import datetime
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
class PasswordLinkSent(Event):
    """A member was sent a link to choose another password."""

    kind: ClassVar[str] = "mail.password link sent"
    subject_kind: ClassVar[str] = "member"
    member: int

    def sentence(self, names: Names) -> str:
        return f"sent {names.member(self.member)} a link for another password"


@dataclass(frozen=True, slots=True, kw_only=True)
class TrialSent(Event):
    """A trial was sent from one of our addresses."""

    kind: ClassVar[str] = "mail.trial sent"
    subject_kind: ClassVar[str] = "mailbox"
    mailbox: int

    def sentence(self, names: Names) -> str:
        return "sent a trial from the mailbox"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandEvent(Event):
    """Something happened to a mail of ours that is about no ticket."""

    subject_kind: ClassVar[str] = "errand"
    errand: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandClaimed(ErrandEvent):
    kind: ClassVar[str] = "mail.errand claimed"

    def sentence(self, names: Names) -> str:
        return "took the mail to send it"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandHandedOver(ErrandEvent):
    kind: ClassVar[str] = "mail.errand handing over"

    def sentence(self, names: Names) -> str:
        return "began to hand the mail over"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandSent(ErrandEvent):
    kind: ClassVar[str] = "mail.errand sent"

    def sentence(self, names: Names) -> str:
        return "sent the mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandPutOff(ErrandEvent):
    kind: ClassVar[str] = "mail.errand put off"

    def sentence(self, names: Names) -> str:
        return "could not send the mail yet and tries again"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandWaits(ErrandEvent):
    kind: ClassVar[str] = "mail.errand waits its turn"

    def sentence(self, names: Names) -> str:
        return "lets the mail wait its turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandStopped(ErrandEvent):
    kind: ClassVar[str] = "mail.errand stopped"

    def sentence(self, names: Names) -> str:
        return "could not send the mail"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandMayHaveArrived(ErrandEvent):
    kind: ClassVar[str] = "mail.errand may have arrived"

    def sentence(self, names: Names) -> str:
        return "cannot know whether the mail arrived"


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrandCameBack(ErrandEvent):
    """status: of RFC 3463, empty where the report gave none."""

    kind: ClassVar[str] = "mail.errand came back"
    status: str = ""

    def sentence(self, names: Names) -> str:
        return f"learned that the mail came back{f' ({self.status})' if self.status else ''}"


@dataclass(frozen=True, slots=True, kw_only=True)
class AnsweredAtOnce(Event):
    """Whoever opened a ticket by mail was told, by itself, that it is here. Nobody has answered; nothing moved."""

    kind: ClassVar[str] = "mail.answered at once"
    subject_kind: ClassVar[str] = "ticket"
    ticket: int
    errand: int

    def sentence(self, names: Names) -> str:
        return "told whoever wrote that their mail is here; it is still our turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceivedEvent(Event):
    """Something happened to a mail that came in; digest: of its content, salted."""

    subject_kind: ClassVar[str] = "received"
    received: int
    digest: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailHeld(ReceivedEvent):
    kind: ClassVar[str] = "mail.held"
    reason: str

    def sentence(self, names: Names) -> str:
        return f"held a mail in quarantine: {self.reason}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StormBegan(ReceivedEvent):
    """More came from one sender than is let in. received: the first that is held. limit: as the manual says it. told: a role, or empty."""

    kind: ClassVar[str] = "mail.storm began"
    limit: str
    told: str = ""

    def sentence(self, names: Names) -> str:
        return f"holds mails of one sender: more than {self.limit} came"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailLetIn(ReceivedEvent):
    kind: ClassVar[str] = "mail.let in"
    ticket: int

    def sentence(self, names: Names) -> str:
        return "let a held mail in"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMailReadAgain(ReceivedEvent):
    """The rule decided on a held mail once more; what it decided is recorded behind this."""

    kind: ClassVar[str] = "mail.held mail read again"

    def sentence(self, names: Names) -> str:
        return "let a held mail be read again"


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldMailDropped(ReceivedEvent):
    kind: ClassVar[str] = "mail.held mail dropped"

    def sentence(self, names: Names) -> str:
        return "dropped a held mail; it stays kept"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryEvent(Event):
    """Something happened to a mail of ours on its way out. delivery: its outbox row."""

    subject_kind: ClassVar[str] = "ticket"
    ticket: int
    message: int
    delivery: int


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryClaimed(DeliveryEvent):
    kind: ClassVar[str] = "mail.claimed"
    subject_kind: ClassVar[str] = "delivery"
    attempt: int

    def sentence(self, names: Names) -> str:
        return f"took the mail to send it, attempt {self.attempt}"


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryHandedOver(DeliveryEvent):
    kind: ClassVar[str] = "mail.handing over"
    subject_kind: ClassVar[str] = "delivery"

    def sentence(self, names: Names) -> str:
        return "began to hand the mail over"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailSent(DeliveryEvent):
    kind: ClassVar[str] = "mail.sent"

    def sentence(self, names: Names) -> str:
        return "sent the answer"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailPutOff(DeliveryEvent):
    kind: ClassVar[str] = "mail.put off"
    next_try_at: datetime
    code: int = 0

    def sentence(self, names: Names) -> str:
        return "could not send the answer yet and tries again"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailWaits(DeliveryEvent):
    """As many left the mailbox lately as the manual lets leave it."""

    kind: ClassVar[str] = "mail.waits its turn"

    def sentence(self, names: Names) -> str:
        return "lets the answer wait its turn"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailStopped(DeliveryEvent):
    kind: ClassVar[str] = "mail.stopped"
    code: int = 0

    def sentence(self, names: Names) -> str:
        return "could not send the answer; it stopped, and a person decides"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailCameBack(DeliveryEvent):
    """status: of RFC 3463, empty where the report gave none."""

    kind: ClassVar[str] = "mail.came back"
    status: str = ""

    def sentence(self, names: Names) -> str:
        return f"learned that the answer came back{f' ({self.status})' if self.status else ''}; the customer does not have it"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailMayHaveArrived(DeliveryEvent):
    kind: ClassVar[str] = "mail.may have arrived"

    def sentence(self, names: Names) -> str:
        return "cannot know whether the answer arrived; a person decides"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailQueuedAgain(DeliveryEvent):
    kind: ClassVar[str] = "mail.queued again"
    before: str

    def sentence(self, names: Names) -> str:
        return "sends the answer again"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailDropped(DeliveryEvent):
    kind: ClassVar[str] = "mail.dropped"
    before: str

    def sentence(self, names: Names) -> str:
        return "dropped the answer from the outbox; it is not sent"


@dataclass(frozen=True, slots=True, kw_only=True)
class MailFoundArrived(DeliveryEvent):
    kind: ClassVar[str] = "mail.found arrived"

    def sentence(self, names: Names) -> str:
        return "noted that the answer did arrive"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignInWarned(Event):
    """A member was written that their sign-in was changed. of_event: which change."""

    kind: ClassVar[str] = "mail.sign-in warned"
    subject_kind: ClassVar[str] = "member"
    member: int
    of_event: int

    def sentence(self, names: Names) -> str:
        return f"wrote {names.member(self.member)} that their sign-in was changed"


EVENTS = (
    SignInWarned,
    MailboxMoved,
    AliasAdded,
    AliasGone,
    WayAdded,
    WayChanged,
    WayGone,
    FolderFails,
    FolderReads,
    PasswordLinkSent,
    TrialSent,
    ErrandClaimed,
    ErrandHandedOver,
    ErrandSent,
    ErrandPutOff,
    ErrandWaits,
    ErrandStopped,
    ErrandMayHaveArrived,
    ErrandCameBack,
    MailboxAdded,
    AnsweredAtOnce,
    MailHeld,
    StormBegan,
    MailLetIn,
    HeldMailReadAgain,
    HeldMailDropped,
    DeliveryClaimed,
    DeliveryHandedOver,
    MailSent,
    MailPutOff,
    MailWaits,
    MailStopped,
    MailCameBack,
    MailMayHaveArrived,
    MailQueuedAgain,
    MailDropped,
    MailFoundArrived,
)
