"""Tables with a delimiter: which one, and which encoding, is found out and said."""

import codecs
import csv
import io
import re

from rounds.basics.problems import Problem, Refused
from rounds.basics.text import nearest
from rounds.imports.reading.table import MOST_COLUMNS, Table, Way, checked_all, is_clean, named

DELIMITERS = {"comma": ",", "semicolon": ";", "tab": "\t", "bar": "|"}
MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_BEYOND_ASCII = re.compile(rb"[\xc2-\xf4][\x80-\xbf]+")
SAMPLE = 200  # rows by which the delimiter is found


def read_delimited(data: bytes, way: Way) -> Table:
    """Read a table whose first row names its columns. Raises Refused for an empty one, or a way that there is not."""
    text, encoding = _decoded(data, way.encoding)
    delimiter = _delimiter(text, way.delimiter)
    csv.field_size_limit(max(len(text), 131_072))  # a long cell is said with its line, not refused with the file
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=DELIMITERS[delimiter])
    columns = next((row for row in reader if any(cell.strip() for cell in row)), [])
    if not columns or len(columns) > MOST_COLUMNS:
        text = "The file has no row that names its columns." if not columns else "The file has too many columns."
        raise Refused([Problem("no table", text, "The first row names the columns, one cell each.")])
    rows = []
    before = reader.line_num
    for cells in reader:
        line, before = before + 1, reader.line_num
        if any(map(str.strip, cells)):
            rows.append((line, cells))
    read = checked_all(rows, len(columns), clean=is_clean(text, rows))
    return Table(named(columns), read, (delimiter, encoding.upper()))


LOST = "\udc80"
"""Stands where bytes are no letter of the encoding: no text has it, so its row is found and refused, and no other."""


def _decoded(data: bytes, said: str) -> tuple[str, str]:
    for mark, encoding in MARKS:
        if data.startswith(mark):
            return _text(data[len(mark) :], encoding), encoding
    encoding = _known(said) if said else _likely(data)
    return _text(data, encoding), encoding


def _text(data: bytes, encoding: str) -> str:
    if encoding in {"utf-8", "ascii"}:
        return data.decode(encoding, "surrogateescape")
    return data.decode(encoding, "replace").replace("\ufffd", LOST)


def _known(said: str) -> str:
    try:
        return codecs.lookup(said).name
    except LookupError:
        near = nearest(said, ["utf-8", "utf-16", "cp1252", "iso8859-1", "iso8859-15", "cp1250", "shift_jis"])
        fix = f"Did you mean “{near}”?" if near else "Common ones are utf-8, utf-16 and cp1252."
        raise Refused([Problem("no encoding", f"There is no encoding “{said}”.", fix, field="encoding")]) from None


def _likely(data: bytes) -> str:
    """Say which encoding it is: UTF-8 where that fits, or nearly; else two bytes a letter; else what Windows writes."""
    head = data[:4_000]
    for parity, encoding in ((1, "utf-16-le"), (0, "utf-16-be")):
        if len(head) > 3 and head[parity::2].count(0) > 0.4 * len(head) / 2:
            return encoding
    if _is_utf8(data):
        return "utf-8"
    wrong = sum(1 for line in data.split(b"\n") if not _is_utf8(line))
    if wrong > sum(1 for line in data.split(b"\n") if _BEYOND_ASCII.search(line) and _is_utf8(line)):
        return "cp1252"
    return "utf-8"


def _is_utf8(line: bytes) -> bool:
    try:
        line.decode()
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(text: str, said: str) -> str:
    """Say which delimiter it is: the one that gives most rows the same number of cells, and more than one."""
    if said:
        if said in DELIMITERS:
            return said
        near = nearest(said, DELIMITERS)
        fix = f"Did you mean “{near}”?" if near else f"There are {', '.join(DELIMITERS)}."
        raise Refused([Problem("no delimiter", f"There is no delimiter “{said}”.", fix, field="delimiter")])
    return max(DELIMITERS, key=lambda name: _fits(text[:200_000], DELIMITERS[name]))


def _fits(text: str, delimiter: str) -> tuple[int, int]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    widths: list[int] = []
    try:
        for row in reader:
            widths.append(len(row))
            if len(widths) == SAMPLE:
                break
    except csv.Error:  # a cell that is cut off at the end of the sample: what was read decides
        widths = widths or [1]
    first = widths[0] if widths else 1
    return (0, 0) if first == 1 else (widths.count(first), first)
