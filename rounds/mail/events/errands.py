"""What is recorded of mails of ours that are about no ticket, and of word that a mail is here."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.timeline.rules import Event, Names


@dataclass(frozen=True, slots=True, kw_only=True)
class PasswordLinkSent(Event):
    """A member was sent a link to choose another password."""

    kind: ClassVar[str] = "mail.password link sent"
    subject_kind: ClassVar[str] = "member"
    member: int

    def sentence(self, names: Names) -> str:
        return f"sent {names.member(self.member)} a link for another password"


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
class SignInWarned(Event):
    """A member was written that their sign-in was changed. of_event: which change."""

    kind: ClassVar[str] = "mail.sign-in warned"
    subject_kind: ClassVar[str] = "member"
    member: int
    of_event: int

    def sentence(self, names: Names) -> str:
        return f"wrote {names.member(self.member)} that their sign-in was changed"
