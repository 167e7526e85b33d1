"""What an import costs beside a bare COPY of the same rows, at each number of tickets that are there already.

python -m bench.imports [--tickets 10000 100000 1000000] [--rows 100000] [--write docs/performance.md]

The import is `rounds import` as people type it: starting Python, reading the file, deciding every row, writing records, ids and
history. The bare COPY puts the very rows that it wrote, read out of the tables afterwards, into empty tables that hold them to the same:
columns, indexes, checks and keys, by the owner whom no policy binds. The same without the keys stands beside it: a key costs a row more
than its index does. Firms and tickets with their past are measured. Beside the time on the clock stands that of the processors, of the
programs and of the database together: on a machine that others use, it says more.
"""

import argparse
import csv
import os
import random
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from io import StringIO
from pathlib import Path
from typing import Any, NamedTuple

import psycopg

from bench.__main__ import House, house, postmaster_of
from bench.sizes import ask_for_sizes, tell
from outside import places, processor

BEGIN, END = "<!-- import: begin -->", "<!-- import: end -->"
BAR = 5.0
WORDS = ("Linden", "Harbour", "Copper", "Vantage", "Halloran", "Birch", "Mill", "Tile", "Stone", "Row")
STATES = ("New", "Active", "Awaiting", "Active", "Resolved", "Closed")
BEGAN = datetime(2016, 2, 29, 4, 40, tzinfo=UTC)
TABLES = {
    "accounts": ("account", "account_known_as", "timeline_event"),
    "tickets": ("ticket", "ticket_known_as", "ticket_past", "ticket_hold", "timeline_event"),
}
MAPS = {
    "accounts": "source: bench\ncolumns: {id: external id, name: name, tier: tier, region: region, phone: phone}\n",
    "tickets": """
source: bench
rows are: changes
columns:
  id: external id
  firm: account id
  at: {becomes: changed at, dates: day/month/year}
  state:
    becomes: state
    values: {New: new, Active: open, Awaiting: waiting for customer, Resolved: solved, Closed: closed}
  by: changed by
  group: group
always: {kind: question, subject: "Incident {id}"}
""",
}


class Took(NamedTuple):
    """How long something took, in seconds: on the clock, and of processors."""

    clock: float
    work: float

    def __str__(self) -> str:
        return f"{self.clock:.2f} ({self.work:.2f})"


@dataclass(frozen=True)
class Run:
    """One kind of record. tickets: there already. rows: in the file. written: rows in all tables. again: seconds of the same file."""

    tickets: int
    what: str
    rows: int
    written: int
    imported: Took
    again: float
    bare: Took
    keyless: Took

    @property
    def ratio(self) -> float:
        """Say how many times the bare COPY the import took."""
        return self.imported.clock / self.bare.clock


def main() -> int:
    """Measure both kinds; 1 where one is over the bar."""
    asked = arguments()
    places.end_in_order()
    runs = []
    with places.room("bench-imports") as folder:
        files = {"accounts": folder / "accounts.csv", "tickets": folder / "tickets.csv"}
        firms(files["accounts"], asked.rows)
        changes(files["tickets"], asked.rows, firms=asked.rows)
        for tickets in asked.tickets:
            with house(folder, tickets) as built:
                runs += measured(built, files, asked.rows)
    lines = report(runs)
    print(*lines, sep="\n")
    if asked.write:
        write(Path(asked.write), lines)
    return 1 if any(run.ratio > BAR for run in runs) else 0


def measured(built: House, files: dict[str, Path], rows: int) -> list[Run]:
    """Import both files into a copy of a filled database, then copy what they wrote."""
    runs = []
    for what, file in files.items():
        map_ = file.with_suffix(".yaml")
        map_.write_text(MAPS[what])
        words = ("import", what, str(file), "--map", str(map_), "--workspace", "house")
        tell(f"{rows:,} rows of {what} at {built.tickets:,} tickets")
        with psycopg.connect(built.urls.owner, autocommit=True) as owner:
            before = {table: _top(owner, table) for table in TABLES[what]}
            postmaster = postmaster_of(built.urls.owner)
            first, second = (timed(partial(built.rounds.run, *words), postmaster) for _ in range(2))
            bare, keyless, written = copied(owner, before)
        runs.append(Run(built.tickets, what, rows, written, first, second.clock, bare, keyless))
        print(_row(runs[-1]), flush=True)
    return runs


def timed(act: Callable[[], object], postmaster: int) -> Took:
    """Do something; say how long it took, with what the database did for it."""
    worked, began = _worked(postmaster), time.monotonic()
    act()
    took = time.monotonic() - began
    return Took(took, _worked(postmaster) - worked)


def _worked(postmaster: int) -> float:
    """Give the processor seconds of this program, of those that it started and that ended, and of the database."""
    return sum(os.times()[:4]) + processor.seconds(postmaster)


def copied(owner: "psycopg.Connection[Any]", before: dict[str, int]) -> tuple[Took, Took, int]:
    """Copy what came since into empty tables like theirs, in one transaction: the best of three, the same without keys, the rows."""
    held = {}
    for table, top in before.items():
        columns = _columns(owner, table)
        out = StringIO()
        with owner.cursor().copy(f"COPY (SELECT {columns} FROM {table} WHERE id > {top}) TO STDOUT") as copy:
            for data in copy:
                out.write(bytes(data).decode())
        held[table] = (columns, out.getvalue())
    bare, keyless = (min(_copy_once(owner, held, keys=keys) for _ in range(3)) for keys in (True, False))
    return bare, keyless, sum(text.count("\n") for _, text in held.values())


def _copy_once(owner: "psycopg.Connection[Any]", held: dict[str, tuple[str, str]], *, keys: bool) -> Took:
    for table in held:
        owner.execute(f"DROP TABLE IF EXISTS bare_{table}")
        owner.execute(f"CREATE TABLE bare_{table} (LIKE {table} INCLUDING ALL)")
        for (key,) in owner.execute(KEYS, [table]).fetchall() if keys else ():
            owner.execute(f"ALTER TABLE bare_{table} ADD {key}")

    def fill() -> None:
        with owner.transaction(), owner.cursor() as cursor:
            for table, (columns, text) in held.items():
                with cursor.copy(f"COPY bare_{table} ({columns}) FROM STDIN") as copy:
                    copy.write(text)

    took = timed(fill, processor.parent(owner.info.backend_pid))
    for table in held:
        owner.execute(f"DROP TABLE bare_{table}")
    return took


KEYS = "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'"
"""What a table refers to, as it is declared: the copies refer to the very same rows."""


def _columns(owner: "psycopg.Connection[Any]", table: str) -> str:
    rows = owner.execute(
        "SELECT column_name FROM information_schema.columns WHERE table_name = %s AND is_generated = 'NEVER' ORDER BY ordinal_position",
        [table],
    )
    return ", ".join(f'"{name}"' for (name,) in rows)


def _top(owner: "psycopg.Connection[Any]", table: str) -> int:
    row = owner.execute(f"SELECT coalesce(max(id), 0) FROM {table}").fetchone()
    return int(row[0]) if row else 0


def firms(path: Path, many: int) -> None:
    """Write a table of firms."""
    chance = random.Random(1)
    lines = (
        [n, f"{chance.choice(WORDS)} {chance.choice(WORDS)} {n}", "gold", "west", f"(312) 555-{n:07}"]
        for n in range(many)
    )
    _table(path, ["id", "name", "tier", "region", "phone"], lines)


def changes(path: Path, many: int, *, firms: int) -> None:
    """Write a log of changes, six a ticket."""
    chance = random.Random(2)
    rows = []
    for number in range(many // len(STATES)):
        at = BEGAN + timedelta(minutes=chance.randrange(500_000))
        for state in STATES:
            at += timedelta(minutes=chance.randrange(1, 2_000))
            rows.append([number, chance.randrange(firms), f"{at:%d/%m/%Y %H:%M}", state, chance.randrange(900), 24])
    _table(path, ["id", "firm", "at", "state", "by", "group"], rows)


def _table(path: Path, names: list[str], rows: Any) -> None:
    with path.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(names)
        writer.writerows(rows)


def report(runs: list[Run]) -> list[str]:
    """Write the table."""
    today = datetime.now(UTC).date()
    load = f"{os.getloadavg()[1]:.0f}"
    lines = [
        f"`{' '.join(['python -m bench.imports', *sys.argv[1:]])}`, {today}, load {load}; seconds (of processors)",
        "",
    ]
    lines.append(
        "| tickets there | what | rows in the file | rows written | import | bare COPY | × | bar | without keys | × |"
        " the same file again s |"
    )
    lines.append("|---" * 11 + "|")
    return [*lines, *map(_row, runs)]


def _row(run: Run) -> str:
    bold = "**" if run.ratio > BAR else ""
    beside = f"{bold}{_times(run.imported, run.bare)}{bold} | ≤ {BAR:.0f} | {run.keyless} | {_times(run.imported, run.keyless)}"
    return (
        f"| {run.tickets:,} | {run.what} | {run.rows:,} | {run.written:,} | {run.imported} | {run.bare} |"
        f" {beside} | {run.again:.1f} |"
    )


def _times(one: Took, other: Took) -> str:
    return f"{one.clock / other.clock:.1f} ({one.work / other.work:.1f})"


def write(path: Path, lines: list[str]) -> None:
    """Put a run into its own part of a file; what stands around it stays."""
    before, _, rest = path.read_text().partition(BEGIN)
    path.write_text("\n".join([f"{before}{BEGIN}", *lines, END]) + rest.partition(END)[2])


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ask_for_sizes(parser)
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--write", help="a Markdown file whose measured part is replaced")
    return parser.parse_args()


if __name__ == "__main__":
    raise SystemExit(main())
