"""What a fact can ask of a record of usage, and of somebody who uses the product."""

from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter

from rounds.policies.conditions import Field, Fields, MomentType, NumberType, TextType


@dataclass(frozen=True, slots=True)
class UsageFacts:
    """One record, as a condition asks it: what was not said is None. at: aware, UTC."""

    event: str
    at: datetime
    product: str | None = None
    feature: str | None = None
    media: str | None = None
    item: str | None = None
    quantity: float | None = None


@dataclass(frozen=True, slots=True)
class UserFacts:
    """Somebody of an account, by what they did there: first and last, aware UTC."""

    first_at: datetime
    last_at: datetime


USAGE = Fields(
    "usage",
    [
        *(Field(name, TextType(), of=attrgetter(name), lookup=name) for name in ("event", "product", "feature")),
        Field("media kind", TextType(), of=attrgetter("media"), lookup="media"),
        Field("item", TextType(), of=attrgetter("item"), lookup="item"),
        Field("quantity", NumberType(), of=attrgetter("quantity"), lookup="quantity"),
        Field("happened", MomentType(), of=attrgetter("at"), lookup="at"),
    ],
)
USERS = Fields(
    "user",
    [
        Field("first activity", MomentType(), of=attrgetter("first_at"), lookup="first_at"),
        Field("last activity", MomentType(), of=attrgetter("last_at"), lookup="last_at"),
    ],
)
