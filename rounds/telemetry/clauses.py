"""Facts that the operating manual names, so that evidence, grades and signals speak of the same thing."""

from typing import Annotated, ClassVar

from rounds.policies.conditions import Condition, OverEither
from rounds.policies.rules import Clause
from rounds.policies.sentences import Says
from rounds.policies.values import Choice, ListOrOne, NameIn
from rounds.telemetry.conditions import USAGE, USERS


class Of(Choice):
    """Of which records a fact is counted."""

    ACCOUNT = "account"
    ASSET = "asset"


class Counts(Choice):
    """What is counted: records of usage, items that they are of, people by what they did, months with usage, or features that were used.

    An item counts once, however often it is told of; a record that names none counts by itself.
    """

    USAGE = "usage"
    ITEMS = "items"
    USERS = "users"
    MONTHS = "months"
    FEATURES = "features"


class FactName(NameIn):
    """A fact, declared by a clause `fact`."""

    register = "fact"


FactNames = Annotated[tuple[FactName, ...], ListOrOne]


class NamedFact(Clause):
    """So many of something, counted from the records of usage (A5, E4)."""

    kind: ClassVar[str] = "fact"
    seldom: ClassVar[bool] = True

    of: Annotated[tuple[Of, ...], ListOrOne, Says("It is counted of each {}.", joined="and")]
    count: Annotated[Counts, Says("What is counted is {}.")]
    where: Annotated[
        Condition, OverEither(USAGE, key="count", value=Counts.USERS, other=USERS), Says("Those where {}.")
    ]


CLAUSES = (NamedFact,)
