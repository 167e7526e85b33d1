"""Usage of the product, on the wire."""

from typing import Annotated, Literal

from pydantic import Field

from rounds.api.shapes.base import Asked, Given, Id, Instant, Moment, Number, Page

MOST = 1_000

Word = Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")]
Needed = Annotated[str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*$")]


class UsageRecord(Asked):
    """One thing that somebody did with the product."""

    id: Needed = Field(description="The source's id of the event: told again, it is known.", examples=["evt-1042"])
    account: Needed = Field(description="The firm, by the id under which it is known.", examples=["C-17"])
    asset: Word = Field(default="", description="What of ours it was done with, by the id under which it is known.")
    user: Word = Field(default="", description="Who did it, by the source's id. Can be erased.", examples=["u-3"])
    user_name: Word = Field(default="", description="How they are called. Can be erased.")
    event: Needed = Field(examples=["item submitted"])
    at: Instant
    product: Word = ""
    feature: Word = ""
    media: Word = Field(default="", description="The media kind.", examples=["audio"])
    item: Word = Field(default="", description="The thing it was done to, so that drafts can be followed to their end.")
    quantity: Number | None = None


class NewUsage(Asked):
    """Records of one source. None of their words but `user` and `user_name` may name a person."""

    source: Needed = Field(description="The system that tells.", examples=["app"])
    known_in: Word = Field(
        default="",
        description="The system by whose ids accounts and assets are named; “rounds” for the ids of this API. Left out: the source.",
        examples=["hubspot"],
    )
    records: Annotated[list[UsageRecord], Field(min_length=1, max_length=MOST)]


class UsageAnswer(Given):
    """What became of one record."""

    id: str
    became: Literal["in", "known", "apart", "refused"] = Field(
        description="apart: kept until the account, the asset or the time that it names is here."
    )
    text: str = Field(description="Why it is not in; empty where it is.")
    fix: str = Field(description="What to do; empty where there is nothing.")


class UsageAnswers(Given):
    """What became of each record, in the order in which they were sent."""

    items: list[UsageAnswer]


class WaitingFilter(Page):
    """Which part of what usage waits for is asked for."""


class Waiting(Given):
    """An account or asset that records wait for."""

    id: int
    what: Literal["account", "asset"]
    source: str
    key: str
    rows: int
    first_at: Moment
    fix: str


class WaitingUsage(Given):
    """A page of what usage waits for. future: records that are dated ahead."""

    items: list[Waiting]
    future: int
    next: str | None


class FactFilter(Page):
    """Which fact is asked, and of which records."""

    fact: Needed = Field(description="Its name in the manual.", examples=["items"])
    of: Literal["account", "asset"] = "account"
    account: Annotated[Id | None, Field(description="Of this firm alone.")] = None


class FactNumber(Given):
    """What a fact comes to of one record."""

    id: int
    number: int


class FactNumbers(Given):
    """A page of what a fact comes to, by id; who has none is left out. What happened until now counts."""

    items: list[FactNumber]
    next: str | None
