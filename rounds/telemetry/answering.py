"""The process that answers questions about usage: Ibis and DuckDB are loaded here, and nowhere else. Knows no Django.

Run as `python -m rounds.telemetry.answering` by whoever asks (`asking.py`), over a pair of pipes. It ends when nobody has asked
for a while, unless it is told to stay and holds little; when whoever started it is gone; and when it has grown: the memory goes back
with it, and the next question starts another.
"""

import importlib
import os
import pickle
import select
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

from rounds.telemetry.files import COLUMNS
from rounds.telemetry.questions.table import SCHEMA, plain

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from ibis.expr.types import Table

type Question = Callable[["Table"], "Table"]
"""An expression over the table of usage; a function of `questions/` with its words (functools.partial)."""

type Columns = dict[str, list[Any]]
"""An answer, by the names of its columns."""

USAGE = "usage"
"""What the table of usage is called."""
NAMES = ", ".join(f'"{name}"' for name in SCHEMA)
FEW = 1_000
SOME = 20_000
"""Records of the buffer up to which they go to DuckDB as they are: what takes more of them faster takes half a second to load."""
MEMORY = "512MB"
"""What DuckDB holds before it writes to disk."""
THREADS = 2
PATIENCE = 60.0
"""Seconds without a question after which the process ends."""
STAYS = "--stays"
"""The word that has it wait on: a person waits for the page that asks, and starting takes a second."""
GROWN = 700 * 1024 * 1024
"""Bytes in memory from which on it ends after an answer."""
AT_REST = 250 * 1024 * 1024
"""Bytes in memory from which on one that stays ends too, once nobody has asked for a while; one that has just started has 60 MB."""


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


def load() -> None:
    """Load all that the first answer needs, before somebody waits for it."""
    for name in ("ibis", "ibis.backends.sql.compilers.duckdb", "duckdb"):
        importlib.import_module(name)


def answered(ask: Ask) -> list[Columns]:
    """Answer each question, in order; moments as the table has them."""
    engine = _engine(ask.spill)
    engine.execute(_usage(engine, ask))
    return [_columns(engine.execute(said(pickle.dumps(question)))) for question in ask.questions]


@lru_cache(maxsize=512)
def said(question: bytes) -> str:
    """Say a question, pickled, in DuckDB's SQL. Which files and accounts are asked is not in it, so many pages ask with the same words:
    to write them costs more than to answer for a firm of middling size."""
    import ibis

    asked: Question = pickle.loads(question)  # noqa: S301 - as it came, from the process that started this one
    return str(ibis.to_sql(asked(ibis.table(SCHEMA, name=USAGE)), dialect="duckdb"))


def _columns(answer: "DuckDBPyConnection") -> Columns:
    names = [column[0] for column in answer.description or ()]
    rows = answer.fetchall()
    return {name: [row[place] for row in rows] for place, name in enumerate(names)}


def _usage(engine: "DuckDBPyConnection", ask: Ask) -> str:
    """Write what the questions call usage: the segments and what came since, kept to the accounts and the time that are asked."""
    parts = []
    if ask.paths:
        files = ", ".join(_quoted(path) for path in ask.paths)
        parts.append(f"SELECT {NAMES} FROM read_parquet([{files}])")  # noqa: S608 - names of our own files
    if ask.buffer or not parts:
        parts.append(f"SELECT {NAMES} FROM {_buffered(engine, ask.buffer)}")  # noqa: S608 - our own columns
    kept = [f'"at" {sign} TIMESTAMP {_quoted(plain(at).isoformat(" "))}' for sign, at in _ends(ask)]
    if ask.accounts is not None:
        kept.append(f"account IN ({_accounts(engine, ask.accounts)})")
    where = f" WHERE {' AND '.join(kept)}" if kept else ""
    together = " UNION ALL ".join(parts)
    return f"CREATE OR REPLACE TEMP VIEW {USAGE} AS SELECT * FROM ({together}){where}"  # noqa: S608 - moments and numbers


def _buffered(engine: "DuckDBPyConnection", columns: tuple[list[Any], ...]) -> str:
    """Have a table of what no segment has yet; gives its name."""
    if columns and len(columns[0]) > SOME:
        engine.register("many_buffered", _arrow(columns))
        return "many_buffered"
    each = ", ".join(f'unnest(${n}::{kind}[]) AS "{name}"' for n, (name, kind) in enumerate(COLUMNS.items(), start=1))
    engine.execute(f"CREATE OR REPLACE TEMP TABLE some_buffered AS SELECT {each}", columns or [[]] * len(COLUMNS))
    return "some_buffered"


def _ends(ask: Ask) -> list[tuple[str, datetime]]:
    return [(sign, at) for sign, at in ((">=", ask.since), ("<", ask.until)) if at is not None]


def _accounts(engine: "DuckDBPyConnection", accounts: Sequence[int]) -> str:
    """Name some accounts. Few are written out, by which whole parts of a file are skipped; many are a table beside it."""
    if 0 < len(accounts) <= FEW:
        return ", ".join(str(int(each)) for each in accounts)
    import pyarrow as pa

    engine.register("asked", pa.table({"account": pa.array(accounts, pa.int64())}))
    return "SELECT account FROM asked"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


_OPEN: "dict[str, DuckDBPyConnection]" = {}
"""The engine that answered last, by the folder that it spills to; another company's is opened in its place."""


def _engine(spill: str) -> "DuckDBPyConnection":
    """Open DuckDB, or take the one that is open: opening costs as much as a small question."""
    import duckdb

    if spill not in _OPEN:
        _close()
        settings: dict[str, Any] = {"memory_limit": MEMORY, "threads": THREADS, "temp_directory": spill}
        _OPEN[spill] = duckdb.connect(config=settings)
        _OPEN[spill].execute("SET parquet_metadata_cache = true")  # a segment never changes under its name
    return _OPEN[spill]


def _close() -> None:
    while _OPEN:
        _OPEN.popitem()[1].close()


def _arrow(columns: Sequence[list[Any]]) -> Any:
    import pyarrow as pa

    kinds = {"int64": pa.int64(), "string": pa.string(), "timestamp(6)": pa.timestamp("us"), "float64": pa.float64()}
    arrays = [pa.array(values, kinds[kind]) for values, kind in zip(columns, SCHEMA.values(), strict=True)]
    return pa.table(dict(zip(SCHEMA, arrays, strict=True)))


def serve(questions: IO[bytes], answers: IO[bytes], *, stays: bool = False, patience: float = PATIENCE) -> None:
    """Answer what comes, one after another, until nobody has asked for a while, or too much is held.

    stays: nobody asking is no reason to end while little is held. patience: seconds.
    """
    while True:
        if not select.select([questions], [], [], patience)[0]:
            if stays and _resident() <= AT_REST:
                continue
            return
        if (ask := _next(questions)) is None:
            return
        pickle.dump(_tried(ask), answers)
        answers.flush()
        if _resident() > GROWN:
            return


def _resident() -> int:
    """Say how many bytes this process has in memory; 0 where the system does not say."""
    try:
        pages = Path("/proc/self/statm").read_text().split()[1]
    except OSError:
        return 0
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


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
        _close()  # a fresh one for the next question, whatever went wrong in this one
        return Trouble(f"{type(wrong).__name__}: {wrong}")


if __name__ == "__main__":
    from rounds.telemetry import answering  # by its own name, under which what is sent and received is known

    told = os.fdopen(os.dup(sys.stdout.fileno()), "wb")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever a library prints is no answer
    stays = STAYS in sys.argv
    if stays:
        answering.load()
    answering.serve(sys.stdin.buffer, told, stays=stays)
