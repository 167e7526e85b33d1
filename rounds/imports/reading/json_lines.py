"""Tables as one JSON object a line; what lies inside an object is a column "outer.inner"."""

import json
from collections.abc import Iterator, Sequence

from rounds.basics.objects import Twice, read_json
from rounds.basics.problems import Problem, Refused
from rounds.basics.text import first_twice
from rounds.imports.reading.table import MOST_COLUMNS, Row, Table, checked

DEEPEST = 5


def read_json_lines(data: bytes) -> Table:
    """Read a table whose columns are the keys of all its objects, in the order in which they come. Raises Refused."""
    text = data.decode("utf-8-sig", "surrogateescape")
    found: list[tuple[int, dict[str, str] | Problem]] = [
        (number, _read(line)) for number, line in enumerate(text.split("\n"), start=1) if line.strip()
    ]
    columns = list(dict.fromkeys(key for _, cells in found if isinstance(cells, dict) for key in cells))
    if not columns:
        raise Refused([_no_table(found)])
    if len(columns) > MOST_COLUMNS:
        text = f"The lines of the file have {len(columns):,} different keys; {MOST_COLUMNS:,} columns is the most."
        raise Refused([Problem("no table", text, "Leave out what is no value of a record.")])
    return Table(
        tuple(columns), tuple(_row(number, cells, columns) for number, cells in found), ("JSON lines", "UTF-8")
    )


def _no_table(found: Sequence[tuple[int, dict[str, str] | Problem]]) -> Problem:
    """Say why no line can be a row: what is wrong with the first that has anything in it."""
    number, wrong = next(((line, each) for line, each in found if isinstance(each, Problem)), (0, None))
    if wrong is None:
        return Problem("no table", "No line of the file has a key with a value.", "One object a line.")
    text = f"No line of the file can be a row; the first, line {number}: {wrong.text}"
    return Problem("no table", text, wrong.fix)


def _row(number: int, cells: dict[str, str] | Problem, columns: list[str]) -> Row:
    if isinstance(cells, Problem):
        return Row(number, ("",) * len(columns), cells)
    return checked(number, [cells.get(column, "") for column in columns], len(columns))


def _read(line: str) -> dict[str, str] | Problem:
    try:
        read = read_json(line)
    except Twice as twice:
        return _twice(twice.key)
    except ValueError as wrong:
        return Problem("no JSON", f"The line is no JSON object: {str(wrong)[:120]}.", "One object a line.")
    if not isinstance(read, dict):
        return Problem("no JSON", "The line is JSON, but no object.", "One object a line.")
    flat = list(_flattened(read, "", DEEPEST))
    found = dict(flat)
    return found if len(found) == len(flat) else _twice(first_twice(name for name, _ in flat) or "")


def _twice(name: str) -> Problem:
    return Problem("twice", f"“{name[:60]}” stands twice in the line.", "Leave one of them out.")


def _flattened(value: object, name: str, deep: int) -> Iterator[tuple[str, str]]:
    """Give each value with the name of its column; `{"a.b": 1, "a": {"b": 2}}` gives one column two."""
    if isinstance(value, dict) and deep:
        for key, inner in value.items():
            yield from _flattened(inner, f"{name}.{key}" if name else str(key), deep - 1)
    elif isinstance(value, list) and all(not isinstance(each, dict | list) for each in value):
        yield name, "; ".join(_text(each) for each in value)
    else:
        yield name, _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
