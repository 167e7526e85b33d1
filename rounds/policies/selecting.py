"""Conditions as filters of a queryset: the same bounds, said to the database.

A value that is not there is in no bounds, so each test says so itself: in SQL `not` of an unknown is unknown, not true.
"""

from datetime import datetime
from functools import reduce
from operator import and_, or_
from typing import Any

from django.apps import apps
from django.db.models import Count, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.expressions import Combinable
from django.db.models.functions import Coalesce
from django.db.models.lookups import Exact, GreaterThan, GreaterThanOrEqual, LessThan, LessThanOrEqual

from rounds.policies.conditions import Bounds, Condition, Counted, Lookup, Present, Test, When

ALL = Q(pk__isnull=False)
NONE = Q(pk__isnull=True)

_LOOKUPS = {"exactly": "exact", "least": "gte", "most": "lte", "above": "gt", "below": "lt"}
_COMPARED: dict[str, Any] = {
    "exactly": Exact,
    "least": GreaterThanOrEqual,
    "most": LessThanOrEqual,
    "above": GreaterThan,
    "below": LessThan,
}


def where(condition: Condition, when: When) -> Q:
    """Select the records of which a condition holds at a moment."""
    found = reduce(and_, (_test(test, when) for test in condition.tests), ALL)
    return found & ~where(condition.denied, when) if condition.denied else found


def _test(test: Test, when: When) -> Q:
    wanted = [_within(test.field.lookup, want.bounds(when)) for want in test.wants]
    return reduce(or_, wanted) if wanted else NONE  # beside an OR that is never true no index is used


def _within(lookup: Lookup, bounds: Bounds) -> Q:
    ends = {end: value for end in _LOOKUPS if (value := getattr(bounds, end)) is not None}
    if isinstance(lookup, Counted):
        number = _number(lookup, since=bounds.since, until=bounds.until)
        return reduce(and_, (Q(_COMPARED[end](number, value)) for end, value in ends.items()), ALL)
    if isinstance(lookup, Present):
        return Q(**{f"{lookup.path}__isnull": not bounds.exactly})
    there = Q(**{f"{lookup}__isnull": False})
    return reduce(and_, (Q(**{f"{lookup}__{_LOOKUPS[end]}": value}) for end, value in ends.items()), there)


def _number(counted: Counted, *, since: datetime | None, until: datetime | None) -> Combinable:
    """Count the rows of a record in the window; none where it has none."""
    model = apps.get_model(counted.model)
    rows: QuerySet[Any] = QuerySet(model).filter(**{counted.by: OuterRef(counted.outer)}, **counted.where)
    if since is not None:
        rows = rows.filter(**{f"{counted.moment}__gt": since})
    if until is not None:
        rows = rows.filter(**{f"{counted.moment}__lte": until})
    number = rows.order_by().values(counted.by).annotate(number=Count(F("pk"))).values("number")
    return Coalesce(Subquery(number), Value(0))
