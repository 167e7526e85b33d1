"""Firms and people on the wire."""

from typing import Annotated, Self

from pydantic import Field

from rounds.accounts.records import AccountRecord, ContactRecord
from rounds.api.shapes.base import ROOT, Asked, Flag, Given, Id, ItsId, Moment, Number, Page, Words

Name = Annotated[str, Field(pattern=r"^[^\x00]*[^\x00\s][^\x00]*$", max_length=200, examples=["Harbour Tile & Stone"])]
Address = Annotated[
    str,
    Field(
        pattern=r"^[A-Za-z0-9._+-]{1,60}@[A-Za-z0-9-]{1,60}(\.[A-Za-z0-9-]{1,60}){1,3}$",
        examples=["dana@harbour.example"],
    ),
]
FieldValue = Annotated[str, Field(max_length=2000, pattern=r"^[^\x00]*$")] | Number | Flag | None
Fields = Annotated[
    dict[Annotated[str, Field(max_length=60, pattern=r"^[^\x00]+$")], FieldValue],
    Field(
        max_length=200,
        description="Fields that the team declared, by name; null takes a value away.",
        examples=[{"stations": 12}],
        json_schema_extra={"additionalProperties": False},
    ),
]
"""A name that the pattern forbids is refused, and the document has to say so: `patternProperties` alone leaves all others open."""


class Account(Given):
    """A firm."""

    url: str = Field(examples=[f"{ROOT}/accounts/7"])
    id: int
    version: str = Field(description="The record's ETag, without its quotes.")
    name: str = Field(examples=["Harbour Tile & Stone"])
    phone: str
    lifecycle: str = Field(description="Lifecycle stage, in the team's own words.", examples=["customer"])
    tier: str
    region: str
    firm_type: str
    zone: str = Field(
        description="Time zone, on whose mornings its check-ins open; empty: the team's.", examples=["Europe/Berlin"]
    )
    parent_id: int | None = Field(description="The firm it buys through.")
    fields: dict[str, str | int | float | bool | None] = Field(examples=[{"stations": 12}])
    created_at: Moment

    @classmethod
    def read(cls, record: AccountRecord) -> Self:
        return cls.of(record, url=f"{ROOT}/accounts/{record.id}")


class Accounts(Given):
    """A page of firms, by id. next: asks for the page that follows; null on the last."""

    items: list[Account]
    next: str | None


class AccountFilter(Page):
    """Which firms are asked for."""

    name: Annotated[Words, Field(description="Called so, letter for letter.")] = ""
    list: Annotated[Words, Field(description="In this list of the manual, which is of accounts, in its order.")] = ""


class NewAccount(Asked):
    """A firm to add. Its name is enough."""

    name: Name
    only_new: Annotated[Flag, Field(description="Refuse where an account is called so already, in whatever case.")] = (
        False
    )
    phone: Words = ""
    lifecycle: Words = ""
    tier: Words = ""
    region: Words = ""
    firm_type: Words = ""
    zone: Annotated[Words, Field(description="Of the tz database; empty: the team's.")] = ""
    fields: Fields = Field(default_factory=dict)


class AccountChange(Asked):
    """What is written of a firm; what is left out stays."""

    name: Name | None = None
    phone: Words | None = None
    lifecycle: Words | None = None
    tier: Words | None = None
    region: Words | None = None
    firm_type: Words | None = None
    zone: Annotated[Words | None, Field(description="Of the tz database; empty: the team's.")] = None
    fields: Fields = Field(default_factory=dict)


class MailAddress(Given):
    """One mail address of a person."""

    id: int
    address: str = Field(examples=["dana@harbour.example"])


class Contact(Given):
    """A person at a customer's."""

    url: str = Field(examples=[f"{ROOT}/contacts/12"])
    id: int
    version: str = Field(description="The record's ETag, without its quotes.")
    account_id: int | None = Field(description="Their firm, where it is known.")
    name: str = Field(examples=["Dana Whitlock"])
    title: str
    phone: str
    fields: dict[str, str | int | float | bool | None]
    created_at: Moment
    addresses: list[MailAddress]
    joined_into_id: int | None = Field(
        description="The contact that this one turned out to be; null while it stands for itself. Lists leave such contacts out."
    )

    @classmethod
    def read(cls, record: ContactRecord) -> Self:
        addresses = [MailAddress.of(each) for each in record.addresses]
        return cls.of(record, url=f"{ROOT}/contacts/{record.id}", addresses=addresses)


class Contacts(Given):
    """A page of people, by id. next: asks for the page that follows; null on the last."""

    items: list[Contact]
    next: str | None


class ContactFilter(Page):
    """Which people are asked for."""

    account: Annotated[Id | None, Field(description="Of this firm.")] = None
    address: Annotated[Words, Field(description="Whoever has this mail address.")] = ""


class NewContact(Asked):
    """A person to note."""

    name: Name
    addresses: Annotated[list[Address], Field(max_length=20)] = Field(default_factory=list)
    account_id: ItsId | None = None
    title: Words = ""
    phone: Words = ""


class ContactChange(Asked):
    """What is written of a person; what is left out stays."""

    name: Name | None = None
    title: Words | None = None
    phone: Words | None = None
    fields: Fields = Field(default_factory=dict)


class NewAddress(Asked):
    """One more mail address of a person."""

    address: Address


class Firm(Asked):
    """Which firm a person belongs to."""

    account_id: ItsId
