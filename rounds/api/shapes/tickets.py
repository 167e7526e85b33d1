"""Tickets on the wire, and what their acts take."""

from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from rounds.api.shapes.accounts import Address, Name
from rounds.api.shapes.base import ROOT, Asked, Day, Flag, Given, Id, Instant, ItsId, Moment, Page, Text, Words
from rounds.api.shapes.messages import NewFile, Uploads
from rounds.desk.queries.records import TicketRecord

SPAN = r"^[1-9][0-9]{0,2} (working )?(minute|hour|day|week|month|quarter|year)s?$"


class Ticket(Given):
    """A ticket."""

    shows: ClassVar[str] = "read the desk"

    url: str = Field(examples=[f"{ROOT}/tickets/42"])
    number: int = Field(description="What people call it by.", examples=[42])
    version: int = Field(description="Grows with each change; the ETag, without its quotes.")
    subject: str = Field(examples=["Swap the banner"])
    state: Literal["new", "open", "asleep", "closed", "merged"]
    our_turn: bool = Field(description="Whether we have to do something.")
    kind: str = Field(description="A ticket kind of the manual.", examples=["question"])
    queue: str = Field(description="A queue of the manual.")
    mailbox: str = Field(description="The address of ours that it is answered from, empty where none.")
    account_id: int | None
    account: str | None = Field(description="The firm's name.")
    requester_id: int | None = Field(description="The contact who asked.")
    requester: str | None = Field(description="Their name.")
    assignee_id: int | None = Field(description="The member who has it.")
    assignee: str | None = Field(description="Their name.")
    opened_at: Moment
    said_at: Moment = Field(description="When somebody last said something.")
    closed_at: Moment | None
    wakes_at: Moment | None = Field(description="The reopen date: when it is our turn again by itself.")
    wake_keeps: bool = Field(description="Whether a customer's answer keeps that date.")
    priority: str | None = Field(description="A word of the manual; null where it has none.")
    held_by: str | None = Field(description="For whom it waits, a word of the manual; null where nobody holds it.")
    held_until: Moment | None = Field(description="When its hold comes to its limit.")
    linked_to: int | None = Field(description="Number of the ticket that it came out of.")
    merged_into: int | None = Field(
        description="Number of the ticket that it is merged into: what comes for it goes there."
    )

    @classmethod
    def read(cls, record: TicketRecord) -> Self:
        return cls.of(record, url=f"{ROOT}/tickets/{record.number}")


class Tickets(Given):
    """A page of tickets. next: asks for what follows; null on the last."""

    items: list[Ticket]
    next: str | None


class TicketFilter(Page):
    """Which tickets are asked for; all of it has to hold."""

    state: Annotated[
        Literal["new", "open", "asleep", "closed", "merged", "live"] | None, Field(description="live: new or open.")
    ] = None
    turn: Annotated[Literal["ours", "theirs"] | None, Field(description="Whose turn it is, among live ones.")] = None
    queue: Words = ""
    kind: Words = ""
    assignee: Annotated[
        str,
        Field(pattern=r"^(me|nobody|[1-9][0-9]{0,8})?$", description="A member's id, “me” (the token's) or “nobody”."),
    ] = ""
    account: Annotated[Id | None, Field(description="Of this firm.")] = None
    requester: Annotated[Id | None, Field(description="Of this contact.")] = None


class NewTicket(Asked):
    """A ticket to open for a customer who did not write. The contact is known by the address, or noted."""

    address: Address
    name: Annotated[Words, Field(description="The customer's name; needed only where the address is new here.")] = ""
    kind: Words = Field(examples=["question"])
    subject: Words = Field(examples=["Swap the banner"])
    text: Text = Field(description="What they said.", examples=["Please put the new one there."])
    files: Annotated[list[NewFile], Field(max_length=50)] = Field(default_factory=list)
    uploads: Uploads = Field(default_factory=list)


class Colleague(Asked):
    """Whom a ticket is given to."""

    member_id: ItsId


class Kind(Asked):
    """What a ticket is about."""

    kind: Words = Field(examples=["question"])


class MacroName(Asked):
    """Which macro is run."""

    macro: Words = Field(description="A macro of the manual.", examples=["glad to help"])


class FirmName(Asked):
    """Which firm the person who wrote belongs to."""

    name: Name


class AfterSpan(Asked):
    """A reopen date after a span of time."""

    span: Annotated[str, Field(pattern=SPAN, examples=["2 weeks"])]
    keeps: Flag | None = Field(
        default=None, description="Whether a customer's answer keeps it; null: as the manual says."
    )


class OnDay(Asked):
    """A reopen date on a day, at the first opening of the team."""

    day: Day = Field(examples=["2027-03-01"])
    keeps: Flag | None = None


class AtMoment(Asked):
    """A reopen date at a moment, moved to the team's next opening."""

    at: Instant = Field(description="With its offset from UTC.", examples=["2027-03-01T09:00:00Z"])
    keeps: Flag | None = None


DateWish = AfterSpan | OnDay | AtMoment
