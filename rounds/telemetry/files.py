"""Parquet files of usage, written whole or not at all; the only module that touches them. Knows no Django.

Run as a program of its own (`python -m rounds.telemetry.files`): DuckDB's memory goes back with it, and the worker at rest never
loads it. A file is made under a temporary name, brought to the disk, and then gets its own; its folder is brought to the disk too.
"""

import json
import os
import subprocess
import sys
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

COLUMNS = {
    "id": "BIGINT",
    "source": "VARCHAR",
    "account": "BIGINT",
    "asset": "BIGINT",
    "person": "BIGINT",
    "event": "VARCHAR",
    "at": "TIMESTAMP",
    "product": "VARCHAR",
    "feature": "VARCHAR",
    "media": "VARCHAR",
    "item": "VARCHAR",
    "quantity": "DOUBLE",
}
"""A segment's columns, as DuckDB calls their types. `at` is UTC, without saying so; ids are ours."""

MEMORY = "1GB"


class SegmentTrouble(Exception):
    """A segment could not be written; the text is what DuckDB said."""


@dataclass(frozen=True, slots=True)
class Made:
    """A segment that was written. first_at, last_at: ISO, UTC without saying so."""

    name: str
    rows: int
    first_at: str
    last_at: str


def write(folder: Path, name: str, rows: list[dict[str, Any]]) -> Made:
    """Write records as a segment. rows: by the names of COLUMNS, `at` in ISO form. Raises SegmentTrouble."""
    lines = "\n".join(json.dumps(row, separators=(",", ":")) for row in rows)
    return _made_apart(folder, name, {"lines": lines})


def merge(folder: Path, name: str, names: list[str]) -> Made:
    """Write the records of several segments as one, those of an account together. Raises SegmentTrouble."""
    return _made_apart(folder, name, {"names": names})


def remove(folder: Path, name: str) -> None:
    """Remove a file; one that is gone already is no trouble."""
    (folder / name).unlink(missing_ok=True)


def names_in(folder: Path) -> list[str]:
    """Name all files of a folder, those that a killed writer left half done included."""
    return sorted(each.name for each in folder.iterdir() if each.is_file()) if folder.exists() else []


def _made_apart(folder: Path, name: str, what: dict[str, Any]) -> Made:
    words = [sys.executable, "-m", "rounds.telemetry.files", str(folder), name]
    done = subprocess.run(words, input=json.dumps(what), capture_output=True, text=True, check=False)  # noqa: S603
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise SegmentTrouble(said[-1] if said else f"the writer ended with {done.returncode}")
    return Made(**json.loads(done.stdout))


def _main(folder: Path, name: str) -> None:
    import duckdb

    folder.mkdir(parents=True, exist_ok=True)
    temporary = folder / f"{name}.{os.getpid()}.part"
    lines = folder / f"{name}.{os.getpid()}.lines"
    what = json.load(sys.stdin)
    with duckdb.connect() as database:
        database.execute(
            f"SET memory_limit = '{MEMORY}'; SET threads = 2; SET temp_directory = '{_quoted(folder)}/spill'"
        )
        if "lines" in what:
            lines.write_text(what["lines"], encoding="utf-8")
            columns = ", ".join(f"'{column}': '{type_}'" for column, type_ in COLUMNS.items())
            rows = f"read_json('{_quoted(lines)}', format = 'newline_delimited', columns = {{{columns}}})"
        else:
            listed = ", ".join(f"'{_quoted(folder / each)}'" for each in what["names"])
            rows = f"read_parquet([{listed}])"
        order = 'SELECT * FROM {} ORDER BY account, "at", id'
        database.execute(f"COPY ({order.format(rows)}) TO '{_quoted(temporary)}' (FORMAT parquet, COMPRESSION zstd)")
        found = database.execute(
            f'SELECT count(*), min("at"), max("at") FROM read_parquet(\'{_quoted(temporary)}\')'  # noqa: S608 - a path of ours
        ).fetchone()
    assert found, "a count gives a row"
    lines.unlink(missing_ok=True)
    _on_disk(temporary)
    temporary.rename(folder / name)
    _on_disk(folder)
    count, first, last = found
    sys.stdout.write(json.dumps(asdict(Made(name, count, first.isoformat(), last.isoformat()))))


def _on_disk(path: Path) -> None:
    """Have a file, or the names in a folder, brought to the disk."""
    opened = os.open(path, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")


if __name__ == "__main__":
    _main(Path(sys.argv[1]), sys.argv[2])
