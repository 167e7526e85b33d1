"""Erasing a person, on the wire."""

from typing import Literal, Self

from pydantic import Field

from rounds.accounts import being_erased
from rounds.api.shapes.base import ROOT, Given, Moment


class Erasing(Given):
    """How far erasing a person is."""

    url: str = Field(examples=[f"{ROOT}/contacts/12/erasing"])
    contact_id: int = Field(examples=[12])
    stage: Literal["under way", "stopped", "done"] = Field(
        description="Stopped: it could not be done, nothing of theirs is gone, and it waits to be asked for again."
    )
    asked_at: Moment | None = Field(
        description="When it was asked for last; null for somebody erased by an older Rounds."
    )
    by_id: int | None = Field(description="The member who asked; null for whoever holds the machine.")
    done_at: Moment | None = Field(description="When it was done; null until then.")
    trouble: str = Field(
        description="Why it stopped or, under way, why it could not be done yet, and what helps; empty elsewhere."
    )
    tries: int = Field(description="How often it was tried in vain since it was asked for.", examples=[0])
    next_at: Moment | None = Field(
        description="When it is tried again; null where it was not tried yet, or is not under way."
    )

    @classmethod
    def read(cls, found: being_erased.Erasing) -> Self:
        return cls.of(found, url=f"{ROOT}/contacts/{found.contact_id}/erasing")
