"""Priorities, holds and links on the wire."""

from collections.abc import Iterable
from typing import Annotated, ClassVar, Literal, Self

from pydantic import Field

from rounds.api.shapes.base import ROOT, Asked, Given, ItsId, Words
from rounds.api.shapes.tickets import DateWish
from rounds.desk.queries.links import LinkRecord


class Priority(Asked):
    """How urgent a ticket is."""

    priority: Words = Field(description="A word of the manual's clause `priorities`.", examples=["urgent"])


class NewHold(Asked):
    """For whom a ticket waits, why, and until when at most."""

    holder: Words = Field(description="A word of the manual's clause `holds`.", examples=["supplier"])
    reason: Words = Field(examples=["The domain is being moved."])
    until: DateWish = Field(description="The limit, when it comes up by itself.")


class Link(Given):
    """Another ticket that belongs to this one."""

    url: str = Field(examples=[f"{ROOT}/tickets/43"])
    number: int = Field(examples=[43])
    subject: str
    state: Literal["new", "open", "asleep", "closed", "merged"]
    seen: Literal["parent", "part", "related", "original", "duplicate"] = Field(
        description="What the other one is, seen from this ticket."
    )

    @classmethod
    def read(cls, record: LinkRecord) -> Self:
        return cls.of(record, url=f"{ROOT}/tickets/{record.number}")


class Links(Given):
    """All tickets that belong to one."""

    shows: ClassVar[str] = "read the desk"

    items: list[Link]

    @classmethod
    def read(cls, records: Iterable[LinkRecord]) -> Self:
        return cls.of(None, items=[Link.read(each) for each in records])


class NewLink(Asked):
    """Which ticket belongs to this one."""

    number: ItsId
    seen: Annotated[
        Literal["parent", "part", "related", "original", "duplicate"],
        Field(description="What the other one is, seen from this ticket."),
    ]
