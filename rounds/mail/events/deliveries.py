"""What is recorded of an answer on its way out."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rounds.timeline.rules import Event, Names


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
