"""The first sheet of an Excel workbook, read by openpyxl as a stream.

Nothing is ever computed: of a formula, the value that Excel kept is taken as text, and that is said. What a workbook claims about its
size is added up before it is opened, and the archive gives no more than it claims.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from io import BytesIO
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from rounds.basics.problems import Problem, Refused
from rounds.basics.text import counted, nearest
from rounds.imports.reading.table import MOST_COLUMNS, Row, Table, Way, checked, named

MOST_ROWS = 1_100_000
UNPACKED = 8
"""How often the bytes of a table its sheets may have: XML around each cell."""
SMALLEST_CELL = 25
"""Bytes that Excel writes for a cell, at least. A sheet may leave cells out, and would have us make up millions between two."""
BROKEN = (
    zipfile.BadZipFile,
    InvalidFileException,
    ParseError,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    NotImplementedError,
)
"""What openpyxl raises for archives that only look like a workbook."""


def read_workbook(data: bytes, *, most: int, way: Way) -> Table:
    """Read a sheet whose first row names its columns. Raises Refused for a bomb, a broken file, or no such sheet."""
    _refuse_bomb(data, most * UNPACKED)
    try:
        values, formulas = _sheet(data, way, values=True), _sheet(data, way, values=False)
        return _table(way.sheet, values, formulas, most)
    except BROKEN as broken:
        text = f"The workbook cannot be read: {str(broken)[:120] or type(broken).__name__}."
        raise Refused([Problem("broken", text, "Save it again as .xlsx, or as CSV.")]) from broken


def _refuse_bomb(data: bytes, most: int) -> None:
    try:
        with zipfile.ZipFile(BytesIO(data)) as archive:
            claimed = sum(each.file_size for each in archive.infolist())
    except zipfile.BadZipFile as broken:
        raise Refused([Problem("broken", "The file is a broken archive.", "Save it again as .xlsx.")]) from broken
    if claimed > most:
        text = f"The workbook unpacks to {claimed // 2**20:,} MB; {most // 2**20:,} is the most."
        raise Refused([Problem("too large", text, "Save the table alone, as .xlsx or CSV.")])


def _sheet(data: bytes, way: Way, *, values: bool) -> Iterator[tuple[Any, ...]]:
    """Give the rows of a sheet: the values that Excel kept, or what was typed in, formulas and all."""
    book = load_workbook(BytesIO(data), read_only=True, data_only=values, keep_links=False)
    if way.sheet and way.sheet not in book.sheetnames:
        near = nearest(way.sheet, book.sheetnames)
        fix = f"Did you mean “{near}”?" if near else f"There is {', '.join(book.sheetnames)}."
        raise Refused([Problem("no sheet", f"The workbook has no sheet “{way.sheet}”.", fix, field="sheet")])
    sheet = book[way.sheet] if way.sheet else book.worksheets[0]
    # What the file claims about its width is not asked: each row is as wide as its last cell, one that was left out is empty.
    sheet.reset_dimensions()
    return (row[:MOST_COLUMNS] for row in sheet.iter_rows())


def _table(sheet: str, values: Iterator[tuple[Any, ...]], formulas: Iterator[tuple[Any, ...]], most: int) -> Table:
    columns: tuple[str, ...] = ()
    rows: list[Row] = []
    computed, size = 0, _Size(most)
    for line, (kept, typed) in enumerate(zip(values, formulas, strict=False), start=1):
        cells = [_text(cell.value) for cell in kept]
        size.grow(line, cells)
        if not any(cells) and not any(cell.value for cell in typed):
            continue
        if not columns:
            columns = named(_trimmed(cells))
            continue
        hollow = [place for place, cell in enumerate(typed) if _is_formula(cell.value) and kept[place].value is None]
        computed += sum(1 for cell in typed if _is_formula(cell.value))
        rows.append(_row(line, cells, hollow, columns))
    if not columns:
        raise Refused([Problem("no table", "The sheet is empty.", "The first row names the columns.")])
    said: tuple[str, ...] = ("Excel", sheet or "first sheet")
    if computed:
        said = (*said, f"{counted(computed, 'formula')} taken as the value that Excel kept")
    return Table(columns, tuple(rows), said)


@dataclass(slots=True)
class _Size:
    """How much a sheet turned out to be; what it claims is not asked. most: bytes that a table may have."""

    most: int
    cells: int = 0
    letters: int = 0

    def grow(self, line: int, cells: list[str]) -> None:
        """Count a row. Raises Refused. A long text is kept once in the file, and may stand in every cell."""
        self.cells += len(cells)
        self.letters += sum(map(len, cells))
        if line > MOST_ROWS:
            raise _too_large(f"The sheet has more than {MOST_ROWS:,} rows.")
        if self.cells > self.most * UNPACKED // SMALLEST_CELL:
            raise _too_large("The sheet is far wider than what stands in it.")
        if self.letters > self.most:
            raise _too_large(f"The sheet has more than {self.most // 2**20:,} MB of text.")


def _too_large(text: str) -> Refused:
    return Refused([Problem("too large", text, "Bring it in parts, or save the table alone as CSV.")])


def _row(line: int, cells: list[str], hollow: list[int], columns: tuple[str, ...]) -> Row:
    width = len(columns)
    padded = [*_trimmed(cells), *[""] * width][: max(width, len(_trimmed(cells)))]
    row = checked(line, padded, width)
    if row.wrong is None and hollow:
        name = columns[hollow[0]] if hollow[0] < width else f"column {hollow[0] + 1}"
        text = f"“{name}” is a formula that no value was kept of."
        return Row(line, row.cells, Problem("formula", text, "Open it in Excel and save it, or write the value."))
    return row


def _trimmed(cells: list[str]) -> list[str]:
    while cells and not cells[-1]:
        cells = cells[:-1]
    return cells


def _is_formula(value: object) -> bool:
    return (isinstance(value, str) and value.startswith("=")) or type(value).__name__ in {
        "ArrayFormula",
        "DataTableFormula",
    }


def _text(value: object) -> str:
    """Give a cell as text: a date as its ISO form, a whole number without its point."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.strftime("%Y-%m-%d %H:%M:%S")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value)
