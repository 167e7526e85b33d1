"""Conditions as filters of an Ibis table: the same bounds as the predicate's, said to whatever engine has the usage.

A value that is not there is in no bounds, so each test says so itself: beside `not`, an unknown would be neither.
"""

from collections.abc import Mapping
from datetime import datetime
from functools import reduce
from operator import and_, ge, gt, le, lt, or_
from typing import TYPE_CHECKING, Any

from rounds.policies.conditions import Bounds, Condition, Test, When
from rounds.telemetry.questions.table import plain

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table, Value

_COMPARED = {"least": ge, "most": le, "above": gt, "below": lt}


type Columns = Table | Mapping[str, Value]
"""What gives a column by its name."""


def lookups(condition: Condition) -> frozenset[str]:
    """Say which columns a condition asks."""
    own = frozenset(str(test.field.lookup) for test in condition.tests)
    return own | lookups(condition.denied) if condition.denied else own


def where(condition: Condition, when: When, table: "Columns") -> "BooleanValue":
    """Select the rows of which a condition holds at a moment; the columns are the fields' lookups."""
    found = reduce(and_, (_test(test, when, table) for test in condition.tests))
    return found & ~where(condition.denied, when, table) if condition.denied else found


def _test(test: Test, when: When, table: "Columns") -> "BooleanValue":
    assert isinstance(test.field.lookup, str), "a field of usage is a column"
    column = table[test.field.lookup]
    return reduce(or_, (_within(column, want.bounds(when)) for want in test.wants))


def _within(column: "Value", bounds: Bounds) -> "BooleanValue":
    found: Any = column.notnull()
    if bounds.exactly is not None:
        found &= column == _said(bounds.exactly)
    for end, compare in _COMPARED.items():
        if (value := getattr(bounds, end)) is not None:
            found &= compare(column, _said(value))
    return found


def _said(value: Any) -> Any:
    return plain(value) if isinstance(value, datetime) else value
