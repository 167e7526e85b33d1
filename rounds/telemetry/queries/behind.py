"""The rows behind a figure, a page at a time: the latest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rounds.policies.conditions import Condition, When
from rounds.telemetry.queries.opening import plain, usage
from rounds.telemetry.queries.people import ERASED, names_of
from rounds.telemetry.selecting import where

if TYPE_CHECKING:
    from ibis.expr.types import Table


@dataclass(frozen=True, slots=True)
class Row:
    """One record of usage. user: how whoever did it is called, empty where nobody is said. at: aware, UTC."""

    id: int
    account: int
    asset: int | None
    user: str
    event: str
    at: datetime
    product: str
    feature: str
    media: str
    item: str
    quantity: float | None


@dataclass(frozen=True, slots=True)
class Place:
    """The last row of the page before: when (aware, UTC), and its id."""

    at: datetime
    id: int


def rows_behind(
    *,
    accounts: Sequence[int] | None,
    since: datetime | None = None,
    until: datetime | None = None,
    condition: Condition | None = None,
    when: When | None = None,
    person: int | None = None,
    after: Place | None = None,
    limit: int = 100,
) -> list[Row]:
    """List records in [since, until), of which a condition holds at a moment, or that one person did; behind a place."""
    with usage(accounts=accounts, since=since, until=until) as opened:
        table = opened.table
        if condition and when:
            table = table.filter(where(condition, when, table))
        if person is not None:
            table = table.filter(table.person == person)
        found = opened.rows(_page(table, after, limit))
    names = names_of(row["person"] for row in found if row["person"])
    return [_row(row, names) for row in found]


def _page(table: "Table", after: Place | None, limit: int) -> "Table":
    if after:
        at = plain(after.at)
        table = table.filter((table.at < at) | ((table.at == at) & (table.id < after.id)))
    return table.order_by([table.at.desc(), table.id.desc()]).limit(limit)


def _row(row: dict[str, Any], names: dict[int, str]) -> Row:
    words: dict[str, Any] = {name: row[name] or "" for name in ("event", "product", "feature", "media", "item")}
    same: dict[str, Any] = {name: row[name] for name in ("id", "account", "asset", "at", "quantity")}
    return Row(user=names.get(row["person"], ERASED) if row["person"] else "", **same, **words)
