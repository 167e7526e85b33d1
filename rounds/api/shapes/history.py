"""What happened, and the operating manual, on the wire."""

from typing import Annotated, Any, Literal, Self, cast

from pydantic import Field

from rounds.api.shapes.base import Asked, Given, Moment
from rounds.timeline.models import Seal


class Whose(Given):
    """Who did it. name: of a clause or a connector; of the system `itself` where Rounds did it, empty where whoever runs it did."""

    kind: Literal["member", "contact", "clause", "connector", "system"]
    id: int | None
    name: str


class About(Given):
    """Which record it is about."""

    kind: str = Field(examples=["ticket"])
    id: int


class Event(Given):
    """One thing that happened: ids and facts, no names and no texts."""

    number: int = Field(description="Its final number in the history. What the token may not read is passed over.")
    at: Moment
    kind: str = Field(description="Stable; docs/timeline.md has them all.", examples=["desk.answered"])
    by: Whose
    about: About
    account_id: int | None
    because: dict[str, Any] | None = Field(
        description="Why Rounds did it by itself: clause and version, or `rule` of the house, facts, what is next and when. "
        "A fact is a text, a moment (`at`) or the id of a `member`."
    )
    facts: dict[str, Any]

    @classmethod
    def read(cls, seal: Seal) -> Self:
        row = seal.event
        made = cls.model_construct(
            number=seal.number,
            at=row.at,
            kind=row.kind,
            by=Whose.model_construct(kind=row.actor_kind, id=row.actor_id, name=row.actor_name),
            about=About.model_construct(kind=row.subject_kind, id=row.subject_id),
            account_id=row.account_id,
            because=row.because,
            facts=row.payload,
        )
        return cast("Self", made)


class Events(Given):
    """Events in their final order. last: what to ask since, next time; with no items, there are no more yet."""

    items: list[Event]
    last: int = Field(
        description="What to ask since, next time. It may lie behind the last item: nothing up to it is for the token."
    )


class Since(Asked):
    """Where to go on reading."""

    since: Annotated[
        int, Field(ge=0, le=2**53, description="Number of the last event that was read; 0 from the beginning.")
    ] = 0
    limit: Annotated[int, Field(ge=1, le=500)] = 100


class Manual(Given):
    """The operating manual in force, as it was written."""

    version: int
    title: str
    text: str = Field(description="Markdown with clauses.")
    adopted_at: Moment
