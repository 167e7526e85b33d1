"""How promises were kept: numbers of each target, by week, queue or priority, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from rounds.targets.counting import NO_KEY, By, Counted, Which
from rounds.targets.models import CaughtUp
from rounds.targets.queries.narrowing import STANDS, TABLES, key_of, narrowed
from rounds.workspaces.rows import fetch

COUNTS = ", ".join(f"count(*) FILTER (WHERE {STANDS[which]})" for which in Which)


@dataclass(frozen=True, slots=True)
class Figure:
    """Promises that belong together. key: a week's Monday as 2026-11-23, a queue, a priority; `none` where there is none."""

    key: str
    numbers: dict[Which, int]

    def __getitem__(self, which: Which) -> int:
        return self.numbers[which]


@dataclass(frozen=True, slots=True)
class ClauseFigures:
    """The promises of one clause, by its name. figures: in order, weeks from the newest. every: all of them together."""

    target: str
    figures: tuple[Figure, ...]
    every: Figure


@dataclass(frozen=True, slots=True)
class CatchingUp:
    """How far the tickets from before are judged by the manual in force. began_at: aware UTC."""

    looked: int
    total: int
    began_at: datetime | None

    @property
    def said(self) -> str:
        return f"{self.looked:,} of {self.total:,}"


def figures(asked: Counted, zone: ZoneInfo) -> tuple[ClauseFigures, ...]:
    """Count promises by clause, in the order of their names."""
    key, where = key_of(asked.by, zone), narrowed(asked, zone)
    statement = (
        f"SELECT run.target, {key.where}, {COUNTS} FROM {TABLES[asked.by]} "  # noqa: S608 - words of our own
        f"WHERE {where.where} GROUP BY 1, 2"
    )
    rows = [
        (target, Figure(NO_KEY if found is None else found, dict(zip(Which, numbers, strict=True))))
        for target, found, *numbers in fetch(statement, [*key.values, *where.values])
    ]
    rows.sort(key=lambda row: (row[0], row[1].key))
    return tuple(
        _of_clause(target, [figure for _, figure in same], asked.by)
        for target, same in groupby(rows, key=lambda row: row[0])
    )


def catching_up() -> CatchingUp | None:
    """Say how far tickets from before are judged; None where all are."""
    row = CaughtUp.objects.filter(towards__isnull=False).first()
    return CatchingUp(row.looked, row.total, row.began_at) if row else None


def _of_clause(target: str, found: list[Figure], by: By) -> ClauseFigures:
    if by is By.WEEK:
        found.reverse()
    every = {which: sum(each[which] for each in found) for which in Which}
    return ClauseFigures(target, tuple(found), Figure("", every))
