"""Conditions, as a clause writes them: `{ticket kind: [refund, credit], tier: gold, not: {lifecycle: former}}`.

A mapping from fields to what they have to be: all must hold, a list means any of, `not` turns what it holds round.
One condition is read three ways that agree, for each first works it out to plain bounds (`bounds.py`):

    condition.holds(facts, when)         a decision about one record, from facts; nothing is asked of the database
    where(condition, when)               a Q for a queryset (`rounds.policies.selecting`, which alone knows Django)
    condition.parts()                    the sentence on the clause's card

What nothing could ever meet (`contradicting.py`) is found by what is written alone; the check of a manual refuses it.

A telemetry filter will be a fourth reader of the same bounds. A field without a value is in no bounds, so `not` holds of it.

How a room adds a field. Each kind of record has its `Fields`; the room that keeps the record declares them beside its
clauses, as `rounds/desk/conditions.py` does for tickets:

    TICKET = Fields("ticket", [Field("tier", TextType(), of=attrgetter("tier"), lookup="tier"), …])

A field has its name as people write it, its type, `of` (facts → value, None where there is none) and `lookup` (the ORM
path to the same value, `Counted` for what is counted in a table, `Present` for whether there is
anything). A room above adds its own at start, in its `apps.py`:
`TICKET.add(Field("held by", …))`. A clause then takes the condition as a field of the type
`Annotated[Condition, Over(TICKET), Says("Tickets where {}.")]`, and gets errors at their place, the card and the schema.
When a clause has to decide: `clause.where.holds(facts, book.when(now))`.
"""

from rounds.policies.conditions.bounds import Bounds, Value, When
from rounds.policies.conditions.condition import Condition, Over, OverEither, Test
from rounds.policies.conditions.contradicting import contradictions
from rounds.policies.conditions.fields import Counted, Field, Fields, Lookup, Present, Through
from rounds.policies.conditions.implying import implies
from rounds.policies.conditions.types import (
    CountType,
    DayType,
    MomentType,
    NamedType,
    NumberType,
    TextType,
    WordType,
    YesNoType,
)

__all__ = [
    "Bounds",
    "Condition",
    "CountType",
    "Counted",
    "DayType",
    "Field",
    "Fields",
    "Lookup",
    "MomentType",
    "NamedType",
    "NumberType",
    "Over",
    "OverEither",
    "Present",
    "Test",
    "TextType",
    "Through",
    "Value",
    "When",
    "WordType",
    "YesNoType",
    "contradictions",
    "implies",
]
