"""On how many days something was done, and how long nothing was in between: several times on one day count once."""

from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rounds.telemetry.questions.calendar import day_of

if TYPE_CHECKING:
    from ibis.expr.types import Table


def days_of(table: "Table", *, since: datetime, until: datetime, zone: ZoneInfo, longer_than: int) -> "Table":
    """Count: account, days, gaps. The day before is the row before, as every engine has it."""
    days = table.select("account", day=day_of(table["at"], zone, since=since, until=until)).distinct()
    before = days.day.lag(1).over(group_by=days.account, order_by=days.day)
    spaced = days.mutate(gap=days.day.delta(before, unit="day"))
    long = (spaced.gap > longer_than).cast("int64").coalesce(0)
    return spaced.group_by("account").aggregate(days=spaced.count(), gaps=long.sum()).order_by("account")
