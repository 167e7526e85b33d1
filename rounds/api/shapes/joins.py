"""Contacts that are one person, on the wire."""

from typing import ClassVar, Self

from pydantic import Field

from rounds.accounts.people import JoinRecord
from rounds.api.shapes.base import ROOT, Asked, Given, ItsId, Moment


class ContactJoin(Given):
    """Two contacts that somebody said are one person."""

    shows: ClassVar[str] = "read accounts"

    url: str = Field(examples=[f"{ROOT}/contact-joins/7"])
    id: int
    contact_id: int = Field(description="The contact that stays.", examples=[12])
    other_id: int = Field(description="The one that was joined into it.", examples=[15])
    at: Moment
    undone_at: Moment | None = Field(description="When it was taken back; null while it holds.")

    @classmethod
    def read(cls, record: JoinRecord) -> Self:
        return cls.of(record, url=f"{ROOT}/contact-joins/{record.id}")


class OtherContact(Asked):
    """Which contact is the same person."""

    other_id: ItsId
