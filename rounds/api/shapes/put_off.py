"""Work that was put off, on the wire."""

from typing import Literal, Self

from pydantic import Field

from rounds.api.shapes.base import Given, Moment
from rounds.engine.models import PutOff
from rounds.engine.rules import plain


class WorkPutOff(Given):
    """One piece of work that failed. It is tried again by itself, each pause twice as long, an hour at most."""

    id: int
    duty: str = Field(description="Which work, as a word that stays.", examples=["desk.wake"])
    says: str = Field(description="What that work is.", examples=["Opens tickets whose reopen date has come"])
    about: Literal["ticket", "company", "record"] = Field(description="What `row_id` is the id of.")
    row_id: int
    times: int = Field(description="How often it failed.")
    first_at: Moment
    until: Moment = Field(description="When it is tried next.")
    trouble: str = Field(description="What is wrong, in plain words.")
    helps: str = Field(description="What helps.")

    @classmethod
    def read(cls, row: PutOff) -> Self:
        told = plain(row.trouble)
        return cls.of(row, about=row.of, trouble=told.says, helps=told.do)


class WorksPutOff(Given):
    """The longest first."""

    items: list[WorkPutOff]
    total: int
