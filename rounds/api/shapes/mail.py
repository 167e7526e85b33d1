"""The outbox and the quarantine on the wire."""

from typing import Annotated, Literal, Self

from pydantic import Field

from rounds.api.shapes.base import ROOT, Asked, Given, ItsId, Moment, Page
from rounds.api.shapes.messages import Bounce, State
from rounds.api.shapes.senders import Sender
from rounds.desk.queries import number_of
from rounds.mail.commands import Deciding, Fate
from rounds.mail.commands.outbox import MOST_AT_ONCE
from rounds.mail.commands.quarantine import MOST_HELD_AT_ONCE
from rounds.mail.queries import MOST_COUNTED, Counted, Held, Source
from rounds.mail.queries import Delivery as Row
from rounds.mail.queries import OutboxPage as Found

Why = Literal[
    "", "colleague", "signature", "content", "robot", "bounce", "list", "storm", "many", "own", "mailbox", "unreadable", "trouble",
    "folder",
]  # fmt: skip
"""Keys of reasons; a test holds them against WHYS."""


class Delivery(Given):
    """One mail for one recipient."""

    id: int
    state: State
    subject: str
    number: int = Field(description="Of its ticket.", examples=[42])
    author: str
    address: str = Field(description="Where it goes.", examples=["dana@harbour.example"])
    at: Moment = Field(description="When it came to that, or was written.")
    attempts: int
    next_try_at: Moment | None
    says: str = Field(description="What happened, in a sentence.")
    verdict: str = Field(description="What that means; empty where nobody has to decide.")
    bounce: Bounce | None = Field(description="Word that it came back; null where there is none.")

    @classmethod
    def read(cls, row: Row) -> Self:
        return cls.of(row, state=row.state.value, bounce=Bounce.of(row.bounce) if row.bounce else None)


class Outbox(Given):
    """What waits for a person, oldest first; what waits to leave, oldest first; what left last."""

    stopped: list[Delivery]
    waiting: list[Delivery]
    sent: list[Delivery]
    counts: dict[Literal["decide", "stopped", "bounced", "may have arrived", "waiting", "sent", "dropped"], int] = (
        Field(
            description=f"How many mails are in each part; {MOST_COUNTED + 1} of a state means more than {MOST_COUNTED}."
        )
    )

    @classmethod
    def read(cls, page: Found) -> Self:
        return cls.of(
            None,
            stopped=[Delivery.read(each) for each in page.stopped],
            waiting=[Delivery.read(each) for each in page.waiting],
            sent=[Delivery.read(each) for each in page.sent],
            counts={show.value: count for show, count in page.counts.items()},
        )


class Deliveries(Given):
    """A page of one part of the outbox. next: asks for what follows; null on the last."""

    items: list[Delivery]
    next: str | None


class DeliveryPage(Page):
    """Which part of the outbox is asked for: what waits for a person, all of it or one state; what waits to leave; what has left."""

    part: Literal["decide", "stopped", "bounced", "may have arrived", "waiting", "sent", "dropped"] = "decide"


class ManyMails(Asked):
    """Mails of the outbox."""

    ids: Annotated[list[ItsId], Field(min_length=1, max_length=MOST_AT_ONCE, examples=[[7, 8]])]


class ManySettled(Given):
    """What became of them."""

    done: int
    passed: int = Field(
        description="Left as they are: settled meanwhile, under way, or to be decided one by one, since they may have arrived."
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
    why: str = Field(description="Why it is held, as a key.", examples=["signature"])
    word: str = Field(description="Why it is held, in short.", examples=["False signature"])
    reason: str = Field(description="The same as a sentence.")
    whole: bool = Field(description="Whether all of it is here: it can be read again.")
    placeable: bool = Field(description="Whether it can become a ticket: it is here whole and can be read.")

    @classmethod
    def read(cls, row: Held) -> Self:
        return cls.of(row, url=f"{ROOT}/quarantine/{row.id}/mail")


class HeldFor(Given):
    """How many mails are held for one reason."""

    why: str = Field(examples=["signature"])
    word: str = Field(examples=["False signature"])
    number: int

    @classmethod
    def read(cls, row: Counted) -> Self:
        return cls.of(None, why=row.why.key, word=row.why.word, number=row.number)


class Quarantine(Given):
    """A page of held mails, the newest first. next: asks for older ones; null on the last."""

    items: list[HeldMail]
    next: str | None
    reasons: list[HeldFor] = Field(description="How many are held for which reason, of all that are.")


class QuarantinePage(Page):
    """Which part of the quarantine is asked for."""

    why: Annotated[Why, Field(description="Those held for this reason; all where it is empty.")] = ""


class HeldMailSource(Given):
    """A held mail to look into."""

    mail: HeldMail
    text: str = Field(description="How it begins, as plain text; controls stand as signs. Never HTML to be shown.")
    more: int = Field(description="Bytes that follow; the mail itself has them.")
    sender: Sender | None = Field(description="What is known of whom it is from; null where it cannot be read.")

    @classmethod
    def read(cls, source: Source) -> Self:
        sender = None if source.sender is None else Sender.read(source.sender)
        return cls.of(None, mail=HeldMail.read(source.held), text=source.text, more=max(source.more, 0), sender=sender)


class HeldMails(Asked):
    """What is done with which held mails."""

    ids: Annotated[list[ItsId], Field(min_length=1, max_length=MOST_HELD_AT_ONCE, examples=[[7, 8]])]
    act: Literal["read again", "ticket", "drop"]

    @property
    def deciding(self) -> Deciding:
        """Say what is done with them."""
        return Deciding(self.act)


class SettledMail(Given):
    """What became of one held mail."""

    id: int
    became: Literal["placed", "held", "dropped", "refused"]
    number: int | None = Field(description="Of the ticket that it is on; null where it is on none.")
    reason: str = Field(description="Why it is still held, or was refused; empty where it was neither.")

    @classmethod
    def read(cls, fate: Fate) -> Self:
        number = number_of(fate.ticket_id) if fate.ticket_id else None
        return cls.of(None, id=fate.received_id, became=fate.became.value, number=number, reason=fate.reason)


class SettledMails(Given):
    """What became of each, by their ids."""

    items: list[SettledMail]


class Settled(Given):
    """What became of a held mail. number: of the ticket that it is on; null where it is on none."""

    number: int | None
    reason: str = Field(description="Why it is still held; empty where it is not.")
