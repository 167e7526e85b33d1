"""The usage of the current workspace as one Ibis table: what the segments hold, and what is in the buffer still.

Which segments there are and what the buffer has is one statement, so that a row that is being drained meanwhile is seen once.
DuckDB runs in this process, in memory, for one question at a time; ibis is loaded when the first is asked.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from rounds.telemetry.commands.draining import folder
from rounds.workspaces.current import here
from rounds.workspaces.rows import fetch

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend
    from ibis.expr.types import Table

MEMORY = "1GB"
THREADS = 2

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

SEEN = """
    SELECT (SELECT coalesce(array_agg(name ORDER BY name), '{{}}') FROM usage_segment
            WHERE workspace_id = %(here)s AND retired_at IS NULL AND first_at < %(until)s AND last_at >= %(since)s),
           array_agg(id), array_agg(source), array_agg(account), array_agg(asset), array_agg(person_id), array_agg(event),
           array_agg(at AT TIME ZONE 'UTC'), array_agg(product), array_agg(feature), array_agg(media), array_agg(item),
           array_agg(quantity)
    FROM usage_row WHERE workspace_id = %(here)s AND at >= %(since)s AND at < %(until)s {narrowed}
"""
EVER = (datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))


@dataclass(frozen=True, slots=True)
class Open:
    """Usage that can be asked. table: Ibis, with the columns of SCHEMA."""

    table: "Table"
    backend: "Backend"

    def rows(self, asked: "Table") -> list[dict[str, Any]]:
        """Give the answer's rows, by the names of its columns; moments aware, UTC."""
        return [{name: _aware(value) for name, value in row.items()} for row in asked.to_pyarrow().to_pylist()]


@contextmanager
def usage(
    *, accounts: Sequence[int] | None = None, since: datetime | None = None, until: datetime | None = None
) -> Iterator[Open]:
    """Open the workspace's usage in [since, until), aware UTC, of these accounts; all of it where nothing is said."""
    begin, end = since or EVER[0], until or EVER[1]
    names, buffer = _seen(accounts, begin, end)
    import ibis

    backend = ibis.duckdb.connect(memory_limit=MEMORY, threads=THREADS)
    try:
        parts = [_segments(backend, names)] if names else []
        if buffer or not parts:
            parts.append(ibis.memtable(_arrow(buffer)))
        table = parts[0].union(parts[1], distinct=False) if len(parts) > 1 else parts[0]
        yield Open(_narrowed(table, accounts, since, until), backend)
    finally:
        backend.disconnect()


def _seen(accounts: Sequence[int] | None, since: datetime, until: datetime) -> tuple[list[str], list[Sequence[Any]]]:
    narrowed = "" if accounts is None else "AND account = ANY(%(accounts)s)"
    values = {"here": here(), "since": since, "until": until, "accounts": list(accounts or ())}
    [(names, *columns)] = fetch(SEEN.format(narrowed=narrowed), values)
    return list(names), [] if columns[0] is None else columns


def _segments(backend: "Backend", names: Iterable[str]) -> "Table":
    paths = [str(folder() / name) for name in names]
    return backend.read_parquet(paths, table_name="segments").select(*SCHEMA)


def _arrow(columns: list[Sequence[Any]]) -> Any:
    import pyarrow as pa

    kinds = {"int64": pa.int64(), "string": pa.string(), "timestamp(6)": pa.timestamp("us"), "float64": pa.float64()}
    filled = columns or [[]] * len(SCHEMA)
    arrays = [pa.array(values, kinds[kind]) for values, kind in zip(filled, SCHEMA.values(), strict=True)]
    return pa.table(dict(zip(SCHEMA, arrays, strict=True)))


def _narrowed(
    table: "Table", accounts: Sequence[int] | None, since: datetime | None, until: datetime | None
) -> "Table":
    """Keep to what is asked; a moment is compared as the table has it."""
    if accounts is not None:
        table = table.filter(table.account.isin(list(accounts)))
    if since is not None:
        table = table.filter(table.at >= plain(since))
    if until is not None:
        table = table.filter(table.at < plain(until))
    return table


def plain(at: datetime) -> datetime:
    """Give a moment as the table has it: UTC, without saying so. at: aware."""
    return at.astimezone(UTC).replace(tzinfo=None)


def _aware(value: object) -> object:
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
