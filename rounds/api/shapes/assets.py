"""What of ours customers have, and which fields the team keeps, on the wire."""

from typing import Annotated, Literal, Self

from pydantic import Field

from rounds.accounts.records import AssetRecord
from rounds.api.shapes.accounts import Fields, Name
from rounds.api.shapes.base import ROOT, Asked, Given, Id, ItsId, Moment, Page, Words


class Asset(Given):
    """One thing of ours that a customer has."""

    url: str = Field(examples=[f"{ROOT}/assets/7"])
    id: int
    version: str = Field(description="The record's ETag, without its quotes.")
    account_id: int | None = Field(description="The firm that has it.")
    kind: str = Field(examples=["drone"])
    serial: str = Field(description="Once a kind.", examples=["AX-1042"])
    name: str
    software: str = Field(description="The version on it.", examples=["4.2"])
    fields: dict[str, str | int | float | bool | None]
    created_at: Moment

    @classmethod
    def read(cls, record: AssetRecord) -> Self:
        return cls.of(record, url=f"{ROOT}/assets/{record.id}")


class Assets(Given):
    """A page of assets, by id. next: asks for the page that follows; null on the last."""

    items: list[Asset]
    next: str | None


class AssetFilter(Page):
    """Which assets are asked for; all of it has to hold."""

    account: Annotated[Id | None, Field(description="Of this firm.")] = None
    kind: Words = ""
    serial: Words = ""


class NewAsset(Asked):
    """An asset to note."""

    kind: Annotated[Name, Field(examples=["drone"])]
    account_id: ItsId | None = None
    serial: Words = Field(default="", examples=["AX-1042"])
    name: Words = ""
    software: Words = ""
    fields: Fields = Field(default_factory=dict)


class AssetChange(Asked):
    """What is written of an asset; what is left out stays."""

    kind: Annotated[Name, Field(examples=["drone"])] | None = None
    serial: Words | None = None
    name: Words | None = None
    software: Words | None = Field(default=None, examples=["4.3"])
    fields: Fields = Field(default_factory=dict)


class DeclaredField(Given):
    """A field that the team keeps."""

    record: Literal["account", "contact", "asset"]
    name: str = Field(examples=["stations"])
    type: Literal["text", "number", "day", "yes or no"] = Field(examples=["number"])


class DeclaredFields(Given):
    """All fields that the team keeps."""

    items: list[DeclaredField]


class NewField(Asked):
    """A field to keep from now on."""

    record: Literal["account", "contact", "asset"]
    name: Annotated[Name, Field(examples=["stations"])]
    type: Literal["text", "number", "day", "yes or no"] = Field(examples=["number"])
