"""Merges on the wire."""

from typing import Annotated, ClassVar, Self

from pydantic import Field

from rounds.api.shapes.base import ROOT, Asked, Given, ItsId, Moment
from rounds.desk.merging import MOST
from rounds.desk.queries.merged import MergeRecord


class Merge(Given):
    """Tickets that became one."""

    shows: ClassVar[str] = "read the desk"

    url: str = Field(examples=[f"{ROOT}/merges/7"])
    id: int
    into: int = Field(description="Number of the ticket that stays.", examples=[42])
    numbers: list[int] = Field(description="Numbers of those that went into it.", examples=[[43, 51]])
    at: Moment
    undone_at: Moment | None = Field(description="When it was taken back; null while it holds.")

    @classmethod
    def read(cls, record: MergeRecord) -> Self:
        numbers = [part.number for part in record.parts]
        return cls.of(record, url=f"{ROOT}/merges/{record.id}", numbers=numbers)


class Others(Asked):
    """Which tickets go in."""

    numbers: Annotated[list[ItsId], Field(min_length=1, max_length=MOST, examples=[[43, 51]])]
