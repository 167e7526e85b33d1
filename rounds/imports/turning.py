"""What the rows of a table give, column by column: the whole file at once, nothing read from a database."""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from operator import itemgetter
from zoneinfo import ZoneInfo

from rounds.basics.problems import Problem
from rounds.basics.text import nearest
from rounds.imports.mapping import Column, Map
from rounds.imports.moments import decide, quick
from rounds.imports.reading import Table
from rounds.imports.targets import Sort, target

MOST_TEXT = 2_000
SEVERAL = re.compile(r"[;,\s|]+")
ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")
NUMBER = re.compile(r"\d{1,9}(\.0+)?")
AMOUNT = re.compile(r"-?\d{1,15}(\.\d{1,9})?")


@dataclass
class Given:
    """What the rows of a table give, by word: `texts["name"][5]` is the name in the row at place 5, "" where it says none.

    lines: where each row stands in the file. unreadable: places of rows of which nothing is taken. words: the file's own, where
    the map has others. problems: the first thing that is wrong in a row, by its place.
    """

    lines: Sequence[int]
    unreadable: frozenset[int]
    texts: dict[str, Sequence[str]] = field(default_factory=dict)
    moments: dict[str, Sequence[datetime | None]] = field(default_factory=dict)
    addresses: Sequence[tuple[str, ...]] = ()
    words: dict[str, Sequence[str]] = field(default_factory=dict)
    problems: dict[int, Problem] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.blank, self.never = ("",) * len(self.lines), (None,) * len(self.lines)

    def text(self, word: str) -> Sequence[str]:
        """Give what the rows say under a word; nothing where no column becomes it."""
        return self.texts.get(word, self.blank)

    def moment(self, word: str) -> Sequence[datetime | None]:
        """Give the moments under a word; none where no column becomes it."""
        return self.moments.get(word, self.never)

    def fail(self, place: int, problem: Problem) -> None:
        """Note what is wrong in a row; the first thing stays."""
        self.problems.setdefault(place, problem)


def given(found: Map, table: Table, zone: ZoneInfo) -> Given:
    """Read every column of a table by a map."""
    return _Turning(found, table, zone).given


class _Turning:
    """Reads the columns of one table, in the map's order, so that a row's first problem is that of its first column."""

    def __init__(self, found: Map, table: Table, zone: ZoneInfo) -> None:
        self._map, self._zone = found, zone
        self._empty = frozenset(found.empty)
        self._places = {name: place for place, name in enumerate(table.columns)}
        nothing = ("",) * len(table.columns)
        self._rows = [nothing if row.wrong else row.cells for row in table.rows]
        wrong = {place: row.wrong for place, row in enumerate(table.rows) if row.wrong}
        lines = [row.line for row in table.rows]
        self.given = Given(lines, frozenset(wrong), addresses=[()] * len(lines), problems=wrong)
        for name, column in found.columns.items():
            self._read(name, column)
        for word, text in found.always.items():
            self._take_text(word, word, self._filled(text))

    def _cells(self, name: str) -> list[str]:
        return list(map(str.strip, map(itemgetter(self._places[name]), self._rows)))

    def _read(self, name: str, column: Column) -> None:
        written = self._cells(name)
        if self._empty:
            written = ["" if cell in self._empty else cell for cell in written]
        known = target(self._map.what, column.becomes)
        how = known.sort if known else Sort.TEXT
        if column.values or column.otherwise is not None:
            self._translate(name, column, written)
        elif how is Sort.MOMENT:
            self._take_moments(name, column, written)
        elif how is Sort.DAY:
            self._take_days(name, column, written)
        elif how is Sort.ADDRESSES:
            self._take_addresses(name, written)
        else:
            if shape := {Sort.NUMBER: NUMBER, Sort.AMOUNT: AMOUNT}.get(how):
                self._refuse(written, cache(lambda cell: _no_number(name, cell, shape)))
            self._take_text(name, column.becomes, written)

    def _filled(self, text: str) -> list[str]:
        """Give a word for all rows, with what columns say put in where it names them as {column}."""
        filled = [text] * len(self.given.lines)
        for name in re.findall(r"\{([^{}]+)\}", text):
            if name in self._places:
                mark = f"{{{name}}}"
                filled = [each.replace(mark, cell) for each, cell in zip(filled, self._cells(name), strict=True)]
        return filled

    def _translate(self, name: str, column: Column, written: Sequence[str]) -> None:
        ours = {cell: column.values.get(cell, column.otherwise) for cell in set(written) if cell} | {"": ""}
        if unknown := frozenset(cell for cell, word in ours.items() if word is None):
            self._refuse(written, cache(lambda cell: _unknown(name, column, cell) if cell in unknown else None))
        self.given.words[column.becomes] = written
        known = {cell: word or "" for cell, word in ours.items()}
        self._take_text(name, column.becomes, list(map(known.__getitem__, written)))

    def _take_text(self, name: str, word: str, written: Sequence[str]) -> None:
        if word != "text" and max(map(len, written), default=0) > MOST_TEXT:
            self._refuse(written, lambda cell: _too_long(name, cell) if len(cell) > MOST_TEXT else None)
        self.given.texts[word] = written

    def _take_moments(self, name: str, column: Column, written: Sequence[str]) -> None:
        read = quick(decide(name, filter(None, written), self._zone, said=column.dates))
        found = [read(cell) if cell else None for cell in written]
        for place, at in enumerate(found):
            if type(at) is Problem:
                self.given.fail(place, Problem(at.code, f"“{name}”: {at.text}", at.fix))
        self.given.moments[column.becomes] = [None if isinstance(at, Problem) else at for at in found]

    def _take_days(self, name: str, column: Column, written: Sequence[str]) -> None:
        """Take days as ISO text."""
        dates = decide(name, filter(None, written), self._zone, said=column.dates)
        read = cache(dates.day)
        days = [read(cell) if cell else "" for cell in written]
        for place, day in enumerate(days):
            if isinstance(day, Problem):
                self.given.fail(place, Problem(day.code, f"“{name}”: {day.text}", day.fix))
        self.given.texts[column.becomes] = ["" if isinstance(day, Problem) else str(day) for day in days]

    def _take_addresses(self, name: str, written: Sequence[str]) -> None:
        several = cache(lambda cell: tuple(each.strip("<>") for each in SEVERAL.split(cell) if each))
        self._refuse(written, cache(lambda cell: _no_address(name, several(cell))))
        before = self.given.addresses
        self.given.addresses = [(*so_far, *several(cell)) for so_far, cell in zip(before, written, strict=True)]

    def _refuse(self, written: Sequence[str], problem: Callable[[str], Problem | None]) -> None:
        """Note what is wrong in each row; a column without any wrong value is passed over at once."""
        if any(problem(cell) for cell in set(written) if cell):
            for place, cell in enumerate(written):
                if cell and (wrong := problem(cell)):
                    self.given.fail(place, wrong)


def _unknown(name: str, column: Column, written: str) -> Problem:
    near = nearest(written, column.values)
    fix = f"Did you mean “{near}”?" if near else "Say in the map what it is, or give “otherwise”."
    return Problem("no value", f"“{name}” is “{written[:60]}”, which the map does not know.", fix)


def _no_number(name: str, written: str, shape: re.Pattern[str]) -> Problem | None:
    if shape.fullmatch(written):
        return None
    return Problem("no number", f"“{name}” is “{written[:40]}”, which is no number.", "Write digits alone.")


def _too_long(name: str, written: str) -> Problem:
    return Problem("too long", f"“{name}” has {len(written):,} characters.", f"{MOST_TEXT:,} is the most.")


def _no_address(name: str, several: Iterable[str]) -> Problem | None:
    wrong = next((each for each in several if not ADDRESS.fullmatch(each)), None)
    if wrong is None:
        return None
    return Problem("no address", f"“{name}”: “{wrong[:60]}” is no mail address.", "Correct it or leave it out.")
