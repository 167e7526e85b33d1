"""What a member has begun to write, and what they were told, on the wire."""

from typing import Annotated, Literal, Self

from pydantic import Field

from rounds.api.shapes.base import ROOT, Asked, Given, ItsId, Moment, Page, Text
from rounds.desk.queries import Begun
from rounds.timeline.queries import Happening


class Draft(Given):
    """Something begun on a ticket and not sent. Only the token's member reads it."""

    url: str = Field(examples=[f"{ROOT}/drafts/7"])
    id: int
    version: int = Field(description="Grows with each save; the ETag, without its quotes.")
    number: int = Field(description="Of the ticket.", examples=[42])
    kind: Literal["staff", "note"] = Field(description="staff: an answer to the customer.")
    text: str = Field(examples=["The new banner"])
    saved_at: Moment
    letter_subject: str | None = Field(
        description="Of a whole letter of a check-in that was taken back: it is sent by `reach-outs`, for an answer is framed."
    )

    @classmethod
    def read(cls, begun: Begun) -> Self:
        return cls.of(begun, url=f"{ROOT}/drafts/{begun.id}", kind=begun.kind.value)


class Drafts(Given):
    """All drafts of the token's member, the last saved first."""

    items: list[Draft]


class NewDraft(Asked):
    """What is written so far. It takes the place of what was kept of the same kind on that ticket."""

    kind: Literal["staff", "note"] = Field(description="staff: an answer to the customer.")
    text: Annotated[Text, Field(min_length=1, examples=["The new banner"], pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]


class Notice(Given):
    """Something that the token's member was told."""

    id: int
    at: Moment
    read: bool
    kind: str = Field(description="Of the event; docs/timeline.md has them all.", examples=["desk.assigned"])
    says: str = Field(
        description="The event in words, without who did it.", examples=["gave the ticket to Jonas Brandt"]
    )
    by: str = Field(description="Who did it.", examples=["Mara Lindqvist"])
    ticket: int | None = Field(description="Number of the ticket that it is about.", examples=[42])

    @classmethod
    def read_from(cls, notice_id: int, unread: bool, happening: Happening, ticket: int | None) -> Self:
        return cls.of(
            None,
            id=notice_id,
            at=happening.at,
            read=not unread,
            kind=happening.kind,
            says=happening.sentence,
            by=happening.by_name,
            ticket=ticket,
        )


class Notices(Given):
    """A page of notices, the latest first. next: asks for older ones; null on the last."""

    items: list[Notice]
    unread: int = Field(description="How many were not read, on all pages: what the bell shows.")
    next: str | None


class NoticeFilter(Page):
    """Which notices are asked for."""

    unread: Annotated[bool, Field(description="Only those that were not read.")] = False


class ReadUpTo(Asked):
    """Up to which notice the member has read."""

    up_to: Annotated[ItsId, Field(description="Id of the latest that was read.")]


class Read(Given):
    """How many were marked."""

    marked: int
