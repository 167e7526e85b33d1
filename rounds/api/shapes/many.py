"""Acts on many tickets on the wire."""

from typing import Annotated, Literal, Self

from pydantic import Field

from rounds.api.shapes.base import ROOT, Asked, Given, ItsId, Moment, Words
from rounds.api.shapes.tickets import DateWish
from rounds.desk.many import MOST
from rounds.desk.queries.acts import ManyRecord


class OneDone(Given):
    """What became of one ticket of it."""

    number: int = Field(examples=[42])
    refusal: str = Field(description="Why it was not done; empty where it was.")
    undone: bool = Field(description="Whether it went back.")


class Many(Given):
    """One act on many tickets."""

    url: str = Field(examples=[f"{ROOT}/acts/7"])
    id: int
    act: Literal["close", "assign", "kind", "priority", "sleep", "hold", "macro"]
    word: str = Field(description="The kind, the priority, the holder or the macro.")
    at: Moment
    undone_at: Moment | None = Field(description="When it was taken back; null while it holds.")
    tickets: list[OneDone]

    @classmethod
    def read(cls, record: ManyRecord) -> Self:
        tickets = [OneDone.of(each) for each in record.items]
        return cls.of(record, url=f"{ROOT}/acts/{record.id}", act=record.verb, tickets=tickets)


class ForMany(Asked):
    """What is done to which tickets. Each takes what its own address takes."""

    numbers: Annotated[list[ItsId], Field(min_length=1, max_length=MOST, examples=[[42, 43]])]
    act: Literal["close", "assign", "kind", "priority", "sleep", "hold", "macro"]
    word: Words = Field(default="", description="The kind, the priority, the holder or the macro.")
    member_id: ItsId | None = Field(default=None, description="To whom they are given.")
    until: DateWish | None = Field(default=None, description="How long they sleep, or wait at most.")
    reason: Words = Field(default="", description="Why they wait.")
