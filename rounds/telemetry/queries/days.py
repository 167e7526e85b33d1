"""On how many days accounts did something, and how long they did nothing in between: several times on one day count once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rounds.telemetry.queries.calendar import day_of
from rounds.telemetry.queries.opening import usage

if TYPE_CHECKING:
    from ibis.expr.types import Table


@dataclass(frozen=True, slots=True)
class Days:
    """An account's days in a time. gaps: how often more than so many days lay between one and the next."""

    account: int
    days: int
    gaps: int


def days_active(
    *, accounts: Sequence[int] | None, since: datetime, until: datetime, zone: ZoneInfo, longer_than: int
) -> list[Days]:
    """Count days with usage in [since, until), and gaps longer than so many days, of each account that did something."""
    with usage(accounts=accounts, since=since, until=until) as opened:
        found = opened.rows(
            days_of(opened.table, since=since, until=until, zone=zone, longer_than=longer_than).order_by("account")
        )
    return [Days(**row) for row in found]


def days_of(table: "Table", *, since: datetime, until: datetime, zone: ZoneInfo, longer_than: int) -> "Table":
    """Say it as an expression: account, days, gaps. The day before is the row before, as every engine has it."""
    days = table.select("account", day=day_of(table.at, zone, since=since, until=until)).distinct()
    before = days.day.lag(1).over(group_by=days.account, order_by=days.day)
    spaced = days.mutate(gap=days.day.delta(before, unit="day"))
    long = (spaced.gap > longer_than).cast("int64").coalesce(0)
    return spaced.group_by("account").aggregate(days=spaced.count(), gaps=long.sum())
