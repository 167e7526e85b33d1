"""What is recorded of mails that came in and are held."""

from dataclasses import dataclass
from typing import ClassVar

from rounds.timeline.rules import Event, Names


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
        return f"keeps mails of one sender back: more than {self.limit} came"


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
