"""The usage of a workspace as one table: its columns, and how moments stand in it."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ibis.expr.types import Table

SCHEMA = {
    "id": "int64",
    "source": "string",
    "account": "int64",
    "asset": "int64",
    "person": "int64",
    "event": "string",
    "at": "timestamp(6)",
    "product": "string",
    "feature": "string",
    "media": "string",
    "item": "string",
    "quantity": "float64",
}
"""The table's columns, as Ibis calls their types. `at` is UTC, without saying so; a word that is not said is null."""


def plain(at: datetime) -> datetime:
    """Give a moment as the table has it: UTC, without saying so. at: aware."""
    return at.astimezone(UTC).replace(tzinfo=None)


def aware(value: object) -> object:
    """Give a value of an answer as the rooms have it: a moment is aware."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value


def narrowed(
    table: "Table",
    *,
    accounts: Sequence[int] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> "Table":
    """Keep to these accounts, and to what happened in [since, until), aware."""
    if accounts is not None:
        table = _of_accounts(table, accounts)
    if since is not None:
        table = table.filter(table["at"] >= plain(since))
    if until is not None:
        table = table.filter(table["at"] < plain(until))
    return table


def _of_accounts(table: "Table", accounts: Sequence[int]) -> "Table":
    """Keep to some accounts. Few are written into the question, by which whole parts of a file are skipped; many are a table beside it."""
    if len(accounts) <= FEW:
        return table.filter(table.account.isin(list(accounts)))
    import ibis

    return table.semi_join(ibis.memtable({"account": list(accounts)}), "account")


FEW = 1_000
