"""Facts that the operating manual names, so that evidence, grades and signals speak of the same thing."""

from collections.abc import Iterator
from typing import Annotated, ClassVar

from rounds.policies.conditions import Condition, OverEither
from rounds.policies.rules import Clause
from rounds.policies.sentences import Says
from rounds.policies.values import Choice, ListOrOne, NameIn, Words
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
    gone_with: Annotated[
        Words | None,
        Says(
            "It is there until {} happens; what is there now counts, whenever it came.",
            joined="or",
            absent="It counts what happened, whatever became of it.",
        ),
    ] = None


def fact_contradictions(fact: NamedFact) -> Iterator[tuple[tuple[str, ...], str]]:
    """Say what of a fact cannot be: pairs of the path to what is at fault, and the reason."""
    if fact.gone_with and fact.count != Counts.FEATURES:
        reason = f"What goes again is a feature; this counts {fact.count}. Write “count: features”, or leave this out"
        yield ("gone with",), reason


CLAUSES = (NamedFact,)
