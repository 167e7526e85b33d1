"""Parquet files, read by pyarrow: each value as the text that a table of text would have."""

from collections.abc import Callable
from datetime import date, datetime
from io import BytesIO
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from rounds.basics.problems import Problem, Refused
from rounds.imports.reading.table import MOST_COLUMNS, Row, Table, checked, named

AT_ONCE = 10_000
"""Rows that are unpacked together."""


def read_columnar(data: bytes, *, most: int) -> Table:
    """Read a table whose columns are named in it. most: characters that it may have unpacked. Raises Refused."""
    try:
        with pq.ParquetFile(BytesIO(data)) as file:
            return _table(file, most)
    except (pa.ArrowException, OSError, ValueError) as broken:
        text = f"The Parquet file cannot be read: {str(broken)[:120]}."
        raise Refused([Problem("broken", text, "Write it again, or bring it as CSV.")]) from broken


def _table(file: Any, most: int) -> Table:
    columns = named(file.schema_arrow.names)
    if not 0 < len(columns) <= MOST_COLUMNS:
        text = f"The file has {len(columns):,} columns; 1 to {MOST_COLUMNS:,} can be read."
        raise Refused([Problem("no table", text, "Keep those that are needed.")])
    rows: list[Row] = []
    size = 0
    for batch in file.iter_batches(batch_size=AT_ONCE):
        texts = [[_text(value) for value in column.to_pylist()] for column in batch.columns]
        size += sum(len(text) for column in texts for text in column)
        if size > most:
            text = f"The table has more than {most // 2**20:,} MB."
            raise Refused([Problem("too large", text, "Bring it in parts, or raise ROUNDS_IMPORT_LIMIT.")])
        first = len(rows) + 1
        rows += [checked(line, cells, len(columns)) for line, cells in enumerate(zip(*texts, strict=True), start=first)]
    return Table(columns, tuple(rows), ("Parquet",))


def _text(value: object) -> str:
    """Give a value as text: a moment in its ISO form, a whole number without its point."""
    return next((say(value) for kind, say in SAID if isinstance(value, kind)), str(value))


def _number(value: Any) -> str:
    return str(int(value)) if value.is_integer() and abs(value) < 1e15 else str(value)


SAID: tuple[tuple[type, Callable[[Any], str]], ...] = (
    (type(None), lambda _: ""),
    (bool, lambda value: "yes" if value else "no"),
    (datetime, lambda value: value.isoformat(sep=" ")),
    (date, date.isoformat),
    (float, _number),
    (bytes, lambda value: value.decode("utf-8", "surrogateescape")),
)
