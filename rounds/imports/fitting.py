"""Whether a map and a table fit each other, and why not."""

from collections.abc import Sequence

from rounds.basics.problems import Problem
from rounds.basics.text import listed, nearest
from rounds.imports.guessing import holds, is_called_so, known_values
from rounds.imports.mapping import CHANGES, Map
from rounds.imports.reading import Table
from rounds.imports.targets import NEEDS, Sort, target

WANTED = {
    Sort.TEXT: "a value",
    Sort.MOMENT: "a date",
    Sort.DAY: "a date",
    Sort.NUMBER: "a whole number",
    Sort.AMOUNT: "a number",
    Sort.ADDRESSES: "a mail address",
}
"""What stands in a column that becomes something of this sort."""


def fitting_problems(found: Map, table: Table) -> list[Problem]:
    """Say where they do not fit: columns that are not there, two that become one thing, what is needed and not given."""
    problems: list[Problem] = []
    for name in found.columns:
        if name not in table.columns:
            near = nearest(name, table.columns)
            fix = f"Did you mean “{near}”?" if near else f"It has {listed(table.columns[:30])}."
            problems.append(Problem("no column", f"The file has no column “{name}”.", fix, field="map"))
    becomes = [column.becomes for column in found.columns.values()]
    for word in dict.fromkeys(becomes):
        known = target(found.what, word)
        if becomes.count(word) > 1 and known is not None and not known.many:
            text = f"Two columns become “{word}”."
            problems.append(Problem("twice", text, "Leave one of them out.", field="map"))
    missing = [_missing(found, table, group) for group in NEEDS[found.what] if not found.gives & set(group)]
    if missing and (wrong := _all_wrong(table)):
        problems.append(wrong)
    problems += missing
    if found.rows_are == CHANGES and not {"changed at", "external id"} <= found.gives:
        text = "Where a row is a change, a column must become “changed at” and one “external id”."
        problems.append(Problem("missing", text, "Or write “rows are: records”.", field="map"))
    return problems


def _missing(found: Map, table: Table, group: Sequence[str]) -> Problem:
    """Say that nothing becomes what is needed, and where a column is called so why it does not."""
    text = f"No column becomes {listed([f'“{word}”' for word in group], last='or')}"
    for place, name in enumerate(table.columns):
        wanted = [known for word in group if (known := target(found.what, word)) and is_called_so(known, name)]
        values = known_values(table, place)
        if name in found.columns or not wanted or any(holds(each, values) for each in wanted):
            continue
        if not values:
            return Problem(
                "missing", f"{text}: “{name}” is called so, and stands empty in every row.", "Fill it in.", field="map"
            )
        why = f"“{name}” is called so, and what stands in it is seldom {WANTED[wanted[0].sort]}"
        return Problem("missing", f"{text}: {why}.", "Write it so in every row, or say which column does.", field="map")
    fix = "Say which one does, or give one word for all rows under “always”."
    return Problem("missing", f"{text}.", fix, field="map")


def _all_wrong(table: Table) -> Problem | None:
    """Say that no row can be used, and why not the first: nobody can tell then by its values what a column is."""
    first = table.rows[0] if table.rows else None
    if first is None or first.wrong is None or any(row.wrong is None for row in table.rows):
        return None
    text = f"No row of the file can be used; the first, row {first.line}: {first.wrong.text}"
    return Problem("no row", text, first.wrong.fix, field="map")
