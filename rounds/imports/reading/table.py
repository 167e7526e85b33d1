"""A table that was read: its columns, its rows, and what was found out about how it is written."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import chain
from operator import itemgetter
from typing import NamedTuple

from rounds.basics.problems import Problem
from rounds.basics.text import counted

MOST_CELL = 100_000
"""Characters that one cell may have; a longer one is no value of a record."""
MOST_COLUMNS = 1_000
NO_LETTER = re.compile("[\x00\ud800-\udfff]")
"""What stands where bytes are no letter of the encoding, and the one letter that no database keeps."""


@dataclass(frozen=True, slots=True)
class Way:
    """How a file is to be read, where somebody says so; what is empty is found out."""

    encoding: str = ""
    delimiter: str = ""
    sheet: str = ""


class Row(NamedTuple):
    """One row. line: where it stands, from 1, as an editor or a spreadsheet counts. wrong: why it cannot be used."""

    line: int
    cells: tuple[str, ...]
    wrong: Problem | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A table. said: how it was read, for people: "comma", "UTF-8"."""

    columns: tuple[str, ...]
    rows: tuple[Row, ...]
    said: tuple[str, ...] = ()


def named(columns: Iterable[str]) -> tuple[str, ...]:
    """Name columns so that each has a name of its own: an empty one is counted, a second one of a name too."""
    seen: dict[str, int] = {}
    names = []
    for place, written in enumerate(columns, start=1):
        first = name = " ".join(written.replace("\x00", "").split())[:100] or f"column {place}"
        while name in seen:
            seen[first] += 1
            name = f"{first} ({seen[first]})"
        seen[name] = 1
        names.append(name)
    return tuple(names)


def checked(line: int, cells: Sequence[str], columns: int) -> Row:
    """Make a row, and say why it cannot be used where that is so."""
    wrong = _ragged(len(cells), columns) or _unusable(cells)
    return Row(line, tuple(cell[:200] for cell in cells[:columns]) if wrong else tuple(cells), wrong)


def checked_all(rows: Sequence[tuple[int, Sequence[str]]], columns: int, *, clean: bool) -> tuple[Row, ...]:
    """Make the rows of a whole table. clean: no cell has what cannot be kept, and none is too long."""
    if not clean or any(len(cells) != columns for _, cells in rows):
        return tuple(checked(line, cells, columns) for line, cells in rows)
    return tuple(Row._make((line, tuple(cells), None)) for line, cells in rows)


def is_clean(text: str, rows: Iterable[tuple[int, Sequence[str]]]) -> bool:
    """Say whether every cell of a table can be kept. text: all that its cells were read out of."""
    if "\x00" in text or (not text.isascii() and NO_LETTER.search(text)):
        return False
    return max(map(len, chain.from_iterable(map(itemgetter(1), rows))), default=0) <= MOST_CELL


def _ragged(many: int, columns: int) -> Problem | None:
    if many == columns:
        return None
    text = f"The row has {counted(many, 'cell')}, the table has {counted(columns, 'column')}."
    return Problem("ragged", text, "A cell with the delimiter in it goes in quotes.")


def _unusable(cells: Sequence[str]) -> Problem | None:
    """Say what is wrong with a cell; a row that is short and clean as a whole has none."""
    whole = "".join(cells)
    if len(whole) <= MOST_CELL and not NO_LETTER.search(whole):
        return None
    return next((found for cell in cells if (found := _wrong_cell(cell))), None)


def _wrong_cell(cell: str) -> Problem | None:
    if len(cell) > MOST_CELL:
        text = f"A cell has {len(cell):,} characters; {MOST_CELL:,} is the most."
        return Problem("too long", text, "Is a quote missing that should end it?")
    if "\x00" in cell:
        return Problem("NUL", "A cell has a character in it that cannot be kept (NUL).", "Take it out.")
    if NO_LETTER.search(cell):
        return Problem("encoding", "A cell has bytes that are no letters of the file's encoding.", "Name the encoding.")
    return None
