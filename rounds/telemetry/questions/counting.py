"""How much was done, and by what."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from rounds.policies.conditions import Condition, When
from rounds.telemetry.questions.calendar import month_of
from rounds.telemetry.questions.selecting import where
from rounds.telemetry.questions.table import plain

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table


class By(StrEnum):
    """By what usage is counted. MEDIA: the media kind. MONTH: of the calendar, in a zone."""

    EVENT = "event"
    PRODUCT = "product"
    FEATURE = "feature"
    MEDIA = "media"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Stretch:
    """The records of which a condition holds, in [since, until); aware, None where it is open. when: asks the condition."""

    condition: Condition
    when: When
    since: datetime | None = None
    until: datetime | None = None

    def of(self, table: "Table") -> "BooleanValue":
        """Say which rows are meant."""
        found: Any = where(self.condition, self.when, table)
        if self.since is not None:
            found &= table["at"] >= plain(self.since)
        if self.until is not None:
            found &= table["at"] < plain(self.until)
        return found


def counted(
    table: "Table", *, by: Sequence[By], since: datetime, until: datetime, zone: ZoneInfo, event: str | None = None
) -> "Table":
    """Count: account, what is counted by, rows, quantity_in_all. What there is lies in [since, until), aware. event: this one only."""
    table = of_event(table, event)
    if By.MONTH in by:
        table = table.mutate(month=month_of(table["at"], zone, since=since, until=until))
    keys = ["account", *(each.value for each in by)]
    return table.group_by(keys).aggregate(rows=table.count(), quantity_in_all=table.quantity.sum()).order_by(keys)


def counted_of(table: "Table", *, which: Stretch, by: Sequence[By], zone: ZoneInfo) -> "Table":
    """Count a stretch with both its ends: account, what is counted by, rows, quantity_in_all."""
    assert which.since, "months begin somewhere"
    assert which.until, "and they end"
    return counted(table.filter(which.of(table)), by=by, since=which.since, until=which.until, zone=zone)


def monthly(table: "Table", *, which: Mapping[str, Stretch], zone: ZoneInfo) -> "Table":
    """Count several stretches by month in one pass: account, month, and a column for each. Each stretch has both its ends."""
    begins = min(each.since for each in which.values() if each.since)
    ends = max(each.until for each in which.values() if each.until)
    some = table.filter(reduce(or_, (each.of(table) for each in which.values())))
    some = some.mutate(month=month_of(some["at"], zone, since=begins, until=ends))
    return some.group_by(["account", "month"]).aggregate(**{name: each.of(some).sum() for name, each in which.items()})


ITEM = ("source", "item", "alone")
"""What tells items apart, once `told_apart` has."""


def told_apart(table: "Table") -> "Table":
    """Tell items apart: a source's by its own id, and records that name none each by itself."""
    import ibis

    return table.mutate(alone=ibis.ifelse(table["item"].isnull(), table["id"], 0))


def itemly(table: "Table", *, which: Mapping[str, Stretch]) -> "Table":
    """Count the items of several stretches in one pass: account, and a column for each. Accounts without any are left out."""
    some = told_apart(table.filter(reduce(or_, (each.of(table) for each in which.values()))))
    items = some.group_by(["account", *ITEM]).aggregate(**{name: each.of(some).any() for name, each in which.items()})
    return items.group_by("account").aggregate(**{name: items[name].sum() for name in which})


def of_event(table: "Table", event: str | None) -> "Table":
    """Keep to one event, where one is named."""
    return table if event is None else table.filter(table.event == event)


def accounts_of(table: "Table", *, event: str | None) -> "Table":
    """Say which accounts did anything: account."""
    return of_event(table, event).select("account").distinct()


def tallied(table: "Table", *, which: Mapping[str, Stretch]) -> "Table":
    """Count several stretches in one pass: account, and a column for each. Accounts without any of them are left out."""
    meant = {name: each.of(table) for name, each in which.items()}
    some = table.filter(reduce(or_, meant.values()))
    return some.group_by("account").aggregate(**{name: each.of(some).sum() for name, each in which.items()})
