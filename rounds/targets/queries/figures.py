"""How promises were kept: numbers of each target, by week, queue or priority, in one statement."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from rounds.targets.counting import NO_KEY, By, Counted, Which
from rounds.targets.models import CaughtUp
from rounds.targets.queries.narrowing import DAY, STANDS, TABLES, key_of, narrowed
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
    if asked.by is By.WEEK:
        found = fetch(BY_WEEK.format(where=where.where), [*[zone.key] * 3, *where.values, zone.key])
    else:
        found = fetch(BY_WORD.format(key=key.where, tables=TABLES[asked.by], where=where.where), where.values)
    rows = [
        (target, Figure(NO_KEY if key is None else key, dict(zip(Which, numbers, strict=True))))
        for key, target, _, *numbers in found
    ]
    rows.sort(key=lambda row: (row[0], row[1].key))
    return tuple(
        _of_clause(target, [figure for _, figure in same], asked.by)
        for target, same in groupby(rows, key=lambda row: row[0])
    )


BY_WORD = f"SELECT {{key}}, run.target, 0, {COUNTS} FROM {{tables}} WHERE {{where}} GROUP BY 1, 2"  # noqa: S608 - words of our own

BY_WEEK = f"""
    WITH span AS (
        SELECT least(min(due_at), (SELECT min(ended_at) FROM target_run WHERE due_at IS NULL)) AT TIME ZONE %s AS first,
               greatest(max(due_at), (SELECT max(ended_at) FROM target_run WHERE due_at IS NULL)) AT TIME ZONE %s AS last
        FROM target_run
    ), week AS MATERIALIZED (
        SELECT array_agg(monday AT TIME ZONE %s ORDER BY monday) AS begins
        FROM span CROSS JOIN LATERAL generate_series(date_trunc('week', first), last, interval '7 days') monday
    ), counted AS (
        SELECT run.target, width_bucket({DAY}, (SELECT begins FROM week)) AS place, {COUNTS}
        FROM target_run run WHERE {{where}} GROUP BY 1, 2
    )
    SELECT to_char((SELECT begins FROM week)[place] AT TIME ZONE %s, 'YYYY-MM-DD'), counted.* FROM counted
"""  # noqa: S608 - words of our own
"""A moment is put among the weeks' beginnings, in a row of some hundred: finding its day in the team's zone, cutting that to its week and
writing it out, once for each promise, took three quarters of the statement."""


def catching_up() -> CatchingUp | None:
    """Say how far tickets from before are judged; None where all are."""
    row = CaughtUp.objects.filter(towards__isnull=False).first()
    return CatchingUp(row.looked, row.total, row.began_at) if row else None


def _of_clause(target: str, found: list[Figure], by: By) -> ClauseFigures:
    if by is By.WEEK:
        found.reverse()
    every = {which: sum(each[which] for each in found) for which in Which}
    return ClauseFigures(target, tuple(found), Figure("", every))
