"""The process that answers questions about usage: Ibis and DuckDB are loaded here, and nowhere else. Knows no Django.

Run as `python -m rounds.telemetry.answering` by whoever asks (`asking.py`), over a pair of pipes. It ends when nobody has asked
for a while, or when whoever started it is gone; the memory goes back with it.
"""

import os
import pickle
import select
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import IO, TYPE_CHECKING, Any

from rounds.telemetry.questions.table import SCHEMA, narrowed

if TYPE_CHECKING:
    from ibis.backends.duckdb import Backend
    from ibis.expr.types import Table

type Question = Callable[["Table"], "Table"]
"""An expression over the table of usage; a function of `questions/` with its words (functools.partial)."""

type Columns = dict[str, list[Any]]
"""An answer, by the names of its columns."""

MEMORY = "512MB"
"""What DuckDB holds before it writes to disk."""
THREADS = 2
PATIENCE = 60.0
"""Seconds without a question after which the process ends."""


@dataclass(frozen=True, slots=True)
class Ask:
    """Questions about one workspace's usage. paths: its segments; buffer: what no segment has yet, by column, empty for none.

    accounts, since, until: what all of them keep to; aware. spill: the folder that DuckDB writes to where memory ends.
    """

    paths: tuple[str, ...]
    buffer: tuple[list[Any], ...]
    accounts: tuple[int, ...] | None
    since: datetime | None
    until: datetime | None
    spill: str
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why there is no answer."""

    text: str


def answered(ask: Ask) -> list[Columns]:
    """Answer each question, in order; moments as the table has them."""
    with _table(ask) as table:
        return [question(table).to_pyarrow().to_pydict() for question in ask.questions]


@contextmanager
def _table(ask: Ask) -> Iterator["Table"]:
    import ibis

    backend = ibis.duckdb.connect(memory_limit=MEMORY, threads=THREADS, temp_directory=ask.spill)
    try:
        parts = [_segments(backend, ask.paths)] if ask.paths else []
        if ask.buffer or not parts:
            parts.append(ibis.memtable(_arrow(ask.buffer)))
        table = parts[0].union(parts[1], distinct=False) if len(parts) > 1 else parts[0]
        yield narrowed(table, accounts=ask.accounts, since=ask.since, until=ask.until)
    finally:
        backend.disconnect()


def _segments(backend: "Backend", paths: Sequence[str]) -> "Table":
    return backend.read_parquet(list(paths), table_name="segments").select(*SCHEMA)


def _arrow(columns: Sequence[list[Any]]) -> Any:
    import pyarrow as pa

    kinds = {"int64": pa.int64(), "string": pa.string(), "timestamp(6)": pa.timestamp("us"), "float64": pa.float64()}
    filled = columns or [[]] * len(SCHEMA)
    arrays = [pa.array(values, kinds[kind]) for values, kind in zip(filled, SCHEMA.values(), strict=True)]
    return pa.table(dict(zip(SCHEMA, arrays, strict=True)))


def serve(questions: IO[bytes], answers: IO[bytes], *, patience: float = PATIENCE) -> None:
    """Answer what comes, one after another, until nobody asks any more."""
    while select.select([questions], [], [], patience)[0] and (ask := _next(questions)):
        pickle.dump(_tried(ask), answers)
        answers.flush()


def _next(questions: IO[bytes]) -> Ask | None:
    try:
        ask: Ask = pickle.load(questions)  # noqa: S301 - from the process that started this one, by a pipe of its own
    except EOFError:
        return None
    return ask


def _tried(ask: Ask) -> list[Columns] | Trouble:
    try:
        return answered(ask)
    except Exception as wrong:
        return Trouble(f"{type(wrong).__name__}: {wrong}")


if __name__ == "__main__":
    from rounds.telemetry import answering  # by its own name, under which what is sent and received is known

    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    answering.serve(sys.stdin.buffer, told)
