"""How much was done, by what: for many accounts in one question, never account by account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from rounds.telemetry.queries.calendar import month_of
from rounds.telemetry.queries.opening import usage

if TYPE_CHECKING:
    from ibis.expr.types import Table


class By(StrEnum):
    """By what usage is counted. MEDIA: the media kind. MONTH: of the calendar, in a zone."""

    EVENT = "event"
    PRODUCT = "product"
    FEATURE = "feature"
    MEDIA = "media"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Count:
    """So many records of one account. words: what they have in common, in the order that was asked; None where they do not say.

    quantity: the sum of what they say, None where none does.
    """

    account: int
    words: tuple[str | date | None, ...]
    rows: int
    quantity: float | None


def counts(
    *,
    accounts: Sequence[int] | None,
    by: Sequence[By],
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    event: str | None = None,
) -> list[Count]:
    """Count the usage in [since, until) of each account. accounts: None for all. event: this one only. since, until: aware."""
    with usage(accounts=accounts, since=since, until=until) as opened:
        table = opened.table if event is None else opened.table.filter(opened.table.event == event)
        found = opened.rows(counted(table, by, since=since, until=until, zone=zone))
    return [
        Count(row["account"], tuple(row[each] for each in by), row["rows"], row["quantity_in_all"]) for row in found
    ]


def counted(table: "Table", by: Sequence[By], *, since: datetime, until: datetime, zone: ZoneInfo) -> "Table":
    """Say the count as an expression, for whatever engine has the table."""
    if By.MONTH in by:
        table = table.mutate(month=month_of(table.at, zone, since=since, until=until))
    keys = ["account", *(each.value for each in by)]
    return table.group_by(keys).aggregate(rows=table.count(), quantity_in_all=table.quantity.sum()).order_by(keys)


def months_active(
    *, accounts: Sequence[int] | None, since: datetime, until: datetime, zone: ZoneInfo, event: str | None = None
) -> dict[int, int]:
    """Say in how many months each account did something in [since, until); an account that did nothing is left out."""
    found: dict[int, int] = {}
    for count in counts(accounts=accounts, by=[By.MONTH], since=since, until=until, zone=zone, event=event):
        found[count.account] = found.get(count.account, 0) + 1
    return found


def silent_accounts(
    *, accounts: Sequence[int], since: datetime, until: datetime, event: str | None = None
) -> frozenset[int]:
    """Say which of these accounts did nothing in [since, until)."""
    with usage(accounts=accounts, since=since, until=until) as opened:
        table = opened.table if event is None else opened.table.filter(opened.table.event == event)
        found = opened.rows(table.select("account").distinct())
    return frozenset(accounts) - {row["account"] for row in found}
