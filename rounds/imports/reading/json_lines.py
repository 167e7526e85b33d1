"""Tables as one JSON object a line; what lies inside an object is a column "outer.inner"."""

import json

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
    if not columns or len(columns) > MOST_COLUMNS:
        raise Refused(
            [Problem("no table", "No line of the file is a JSON object that can be a row.", "One object a line.")]
        )
    return Table(
        tuple(columns), tuple(_row(number, cells, columns) for number, cells in found), ("JSON lines", "UTF-8")
    )


def _row(number: int, cells: dict[str, str] | Problem, columns: list[str]) -> Row:
    if isinstance(cells, Problem):
        return Row(number, ("",) * len(columns), cells)
    return checked(number, [cells.get(column, "") for column in columns], len(columns))


def _read(line: str) -> dict[str, str] | Problem:
    try:
        read = json.loads(line, object_pairs_hook=_once)
    except (ValueError, RecursionError) as wrong:
        return Problem("no JSON", f"The line is no JSON object: {str(wrong)[:120]}.", "One object a line.")
    if not isinstance(read, dict):
        return Problem("no JSON", "The line is JSON, but no object.", "One object a line.")
    flat: dict[str, str] = {}
    _flatten(read, "", flat, DEEPEST)
    return flat


def _once(pairs: list[tuple[str, object]]) -> dict[str, object]:
    if (twice := first_twice(key for key, _ in pairs)) is not None:
        raise ValueError(f"the key “{twice[:40]}” stands twice")
    return dict(pairs)


def _flatten(value: object, name: str, into: dict[str, str], deep: int) -> None:
    if isinstance(value, dict) and deep:
        for key, inner in value.items():
            _flatten(inner, f"{name}.{key}" if name else str(key), into, deep - 1)
    elif isinstance(value, list) and all(not isinstance(each, dict | list) for each in value):
        into[name] = "; ".join(_text(each) for each in value)
    else:
        into[name] = _text(value)


def _text(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
