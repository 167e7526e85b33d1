"""The outbox and the quarantine on the wire."""

from typing import Literal, Self

from pydantic import Field

from rounds.api.shapes.base import ROOT, Given, Moment, Page
from rounds.mail.queries import Delivery as Row
from rounds.mail.queries import Held
from rounds.mail.queries import OutboxPage as Found


class Delivery(Given):
    """One mail for one recipient."""

    id: int
    state: Literal["queued", "claimed", "handing over", "sent", "stopped", "may have arrived", "dropped"]
    subject: str
    number: int = Field(description="Of its ticket.", examples=[42])
    author: str
    address: str = Field(description="Where it goes.", examples=["dana@harbour.example"])
    at: Moment = Field(description="When it came to that, or was written.")
    attempts: int
    next_try_at: Moment | None
    says: str = Field(description="What happened, in a sentence.")
    verdict: str = Field(description="What that means; empty where nobody has to decide.")

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls.of(row, state=row.state.value)


class Outbox(Given):
    """What waits for a person, oldest first; what waits to leave, next first; what left last."""

    stopped: list[Delivery]
    waiting: list[Delivery]
    sent: list[Delivery]

    @classmethod
    def read(cls, page: Found) -> Self:
        return cls.of(
            None,
            stopped=[Delivery.read(each) for each in page.stopped],
            waiting=[Delivery.read(each) for each in page.waiting],
            sent=[Delivery.read(each) for each in page.sent],
        )


class HeldMail(Given):
    """A mail that is kept whole until a person decides."""

    url: str = Field(examples=[f"{ROOT}/quarantine/7/mail"])
    id: int
    subject: str
    sender: str
    mailbox: str
    size: int = Field(description="Bytes.")
    at: Moment
    word: str = Field(description="Why it is held, in short.", examples=["False signature"])
    reason: str = Field(description="The same as a sentence.")
    placeable: bool = Field(description="Whether it can become a ticket: it is here whole and can be read.")

    @classmethod
    def read(cls, row: Held) -> Self:
        return cls.of(row, url=f"{ROOT}/quarantine/{row.id}/mail")


class Quarantine(Given):
    """A page of held mails, the newest first. next: asks for older ones; null on the last."""

    items: list[HeldMail]
    next: str | None


class QuarantinePage(Page):
    """Which part of the quarantine is asked for."""


class Settled(Given):
    """What became of a held mail. number: of the ticket that it is on; null where it is on none."""

    number: int | None
    reason: str = Field(description="Why it is still held; empty where it is not.")
