"""The event log, read with the standard library alone, and the small tables of firms and people that are made of it."""

import csv
import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import groupby
from pathlib import Path

UNKNOWN = "?"
type Row = dict[str, str]


def rows(path: Path) -> list[Row]:
    """Read every change of the log, as it came: packed."""
    with gzip.open(path, "rt", encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moment(written: str) -> datetime | None:
    """Read a date of the log: day/month/year hour:minute."""
    return None if written == UNKNOWN else datetime.strptime(written, "%d/%m/%Y %H:%M").replace(tzinfo=UTC)


@dataclass(frozen=True)
class Incident:
    """One incident: its changes in their order."""

    number: str
    changes: tuple[Row, ...]

    @property
    def first(self) -> Row:
        return self.changes[0]

    @property
    def last(self) -> Row:
        return self.changes[-1]


def incidents(log: Iterable[Row]) -> Iterator[Incident]:
    """Put the changes of each incident into the order that the log's source names: moment, then count of changes."""
    ordered = sorted(log, key=lambda row: (row["number"], moment(row["sys_updated_at"]), int(row["sys_mod_count"])))
    for number, changes in groupby(ordered, key=lambda row: row["number"]):
        yield Incident(number, tuple(changes))


def write_firms(log: Iterable[Row], path: Path) -> int:
    """Write each location once; give how many."""
    places = sorted({row["location"] for row in log} - {UNKNOWN}, key=int)
    _write(path, ("location",), ((place,) for place in places))
    return len(places)


def write_people(log: Iterable[Row], path: Path) -> int:
    """Write each caller once, with the location they called from first; give how many."""
    found: dict[str, str] = {}
    for row in log:
        if row["caller_id"] != UNKNOWN:
            found.setdefault(row["caller_id"], row["location"])
    _write(path, ("caller_id", "location"), sorted(found.items()))
    return len(found)


def _write(path: Path, columns: tuple[str, ...], lines: Iterable[tuple[str, ...]]) -> None:
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file)
        writer.writerow(columns)
        writer.writerows(lines)
