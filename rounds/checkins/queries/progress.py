"""How a programme gets on: what was done, is due and is late, by member, by grade and by month; and when its check-ins wake.

However many firms there are, each page asks the same few questions of the database, and each is answered for all of them at once.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, LiteralString

from rounds.checkins.queries.listing import Row, rows_of
from rounds.checkins.queries.marked import (
    BEHIND,
    BEST_WEEK,
    BY_DAY,
    BY_GRADE,
    BY_MEMBER_AND_MONTH,
    GRADED,
    MARKED,
    ON_ANOTHER,
    Counted,
    Which,
)
from rounds.team.queries import names_of
from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class Progress:
    """The figures of one programme in one year. marks: (member id, 0 for nobody; which; month) → how many. silent: of those that are done,
    how many nobody answered.

    grades, before: grade → firms that have it at the period's end (or now), and had it when the year began; "" for none.
    up, down: firms whose grade is better or worse than it was then. members: id → name. on_another: firms that have a check-in by
    another programme now, too.
    """

    marks: Mapping[tuple[int, Which, int], int]
    grades: Mapping[str, int]
    before: Mapping[str, int]
    up: int
    down: int
    members: Mapping[int, str]
    silent: int
    on_another: int

    def many(self, which: Which, *, member: int | None = None, month: int | None = None) -> int:
        """Count of one kind, of one member (0: of nobody) or all, in one month or all."""
        return sum(
            number
            for (who, what, when), number in self.marks.items()
            if what == which and member in {None, who} and month in {None, when}
        )


@dataclass(frozen=True, slots=True)
class CountedRow:
    """One row behind a figure. at: when it was done, came, comes, or was graded. member_id, who: whose it counts as, if anybody's.

    others: the firm's check-ins by other programmes, where these are what is counted: (id, programme).
    """

    row: Row
    at: datetime | None
    member_id: int | None
    who: str
    others: tuple[tuple[int, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Wakes:
    """How many check-ins wake on each day that any does. most: done in the best week of the year before now, 0 where none was."""

    days: Mapping[date, int]
    most: int

    def in_week(self, monday: date) -> int:
        """Count those of a week."""
        return sum(self.days.get(monday + timedelta(days=day), 0) for day in range(7))


def progress(asked: Counted) -> Progress:
    """Give the figures of a programme: four statements. Source: A12."""
    marks: Counter[tuple[int, Which, int]] = Counter()
    silent = 0
    for who, which, month, unanswered, number in _grouped(BY_MEMBER_AND_MONTH, MARKED, asked):
        marks[who, Which(which), month] += number
        silent += number if unanswered else 0
    grades: Counter[str] = Counter()
    before: Counter[str] = Counter()
    moved: Counter[int] = Counter()
    for grade, was, sign, number in _grouped(BY_GRADE, GRADED, asked):
        grades[grade] += number
        before[was] += number
        moved[sign or 0] += number
    [(on_another,)] = fetch(f"SELECT count(*) FROM ({ON_ANOTHER}) counted", asked.values)  # noqa: S608
    names = names_of({who for who, _, _ in marks})
    return Progress(marks, grades, before, moved[1], moved[-1], names, silent, on_another)


def wakes(asked: Counted) -> Wakes:
    """Say how many check-ins wake on each day from `first` to `last`: two statements. Source: A12."""
    most = fetch(BEST_WEEK, asked.values | {"since": asked.now - timedelta(weeks=52)})
    waking, holds = BEHIND[Which.WAKES]
    days = {row[0]: row[1] for row in _grouped(BY_DAY, waking, asked, holds=holds)}
    return Wakes(days, most[0][0] if most else 0)


def counted_rows(asked: Counted, *, after: str = "", limit: int) -> tuple[list[CountedRow], str]:
    """List the rows that a figure counts, the earliest first, and where the page ends; "" where nothing follows.

    after: where the page before ended; what is no such place is the beginning.
    """
    place = _place(after)
    beyond = "AND (coalesce(at, '-infinity'), place) > (%(after_at)s, %(after_place)s)" if place else ""
    values = asked.values | {"after_at": place[0] if place else None, "after_place": place[1] if place else None}
    out_of, holds = BEHIND[asked.which]
    found = fetch(
        f"SELECT check_in_id, member_id, at, place FROM ({out_of}) counted WHERE {holds} {beyond} "  # noqa: S608 - constants
        f"ORDER BY coalesce(at, '-infinity'), place LIMIT {limit + 1:d}",
        values,
    )
    shown = found[:limit]
    more = f"{shown[-1][2].isoformat() if shown[-1][2] else '-infinity'}~{shown[-1][3]}" if len(found) > limit else ""
    return _rows(shown, _others(shown) if asked.which is Which.ON_ANOTHER else {}), more


def counted_members(asked: Counted) -> dict[int, int]:
    """Say whose rows a figure counts, were it anybody's: member id, 0 for nobody → how many."""
    out_of, holds = BEHIND[asked.which]
    return dict(_grouped("coalesce(member_id, 0)", out_of, asked.of(member=None), holds=holds))


def _grouped(
    by: LiteralString, out_of: LiteralString, asked: Counted, *, holds: LiteralString = "true"
) -> list[tuple[Any, ...]]:
    """Count rows by some columns; the number is the last of each."""
    return fetch(f"SELECT {by}, count(*) FROM ({out_of}) counted WHERE {holds} GROUP BY {by}", asked.values)  # noqa: S608


OTHERS = """
    SELECT mine.id, other.id, other.programme FROM check_in mine JOIN check_in other ON other.account_id = mine.account_id
    WHERE mine.id = ANY (%s) AND other.id <> mine.id AND other.exempt_at IS NULL ORDER BY other.programme
"""


def _others(found: list[tuple[Any, ...]]) -> dict[int, list[tuple[int, str]]]:
    """Give the other check-ins of these rows' firms."""
    others: dict[int, list[tuple[int, str]]] = {}
    for mine, other, programme in fetch(OTHERS, [[check_in_id for check_in_id, *_ in found]]):
        others.setdefault(mine, []).append((other, programme))
    return others


def _rows(found: list[tuple[Any, ...]], others: Mapping[int, list[tuple[int, str]]]) -> list[CountedRow]:
    rows = rows_of({check_in_id for check_in_id, *_ in found})
    names = names_of({row[1] for row in found})
    return [
        CountedRow(rows[check_in_id], at, member_id, names.get(member_id, ""), tuple(others.get(check_in_id, ())))
        for check_in_id, member_id, at, _ in found
    ]


def _place(after: str) -> tuple[str, int] | None:
    at, _, place = after.partition("~")
    if not (place.isascii() and place.isdigit() and len(place) < 19):
        return None
    if at == "-infinity":
        return at, int(place)
    try:
        moment = datetime.fromisoformat(at)
    except ValueError:
        return None
    return (moment.isoformat(), int(place)) if moment.tzinfo else None
