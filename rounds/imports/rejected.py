"""Rows that could not come in, as a table to mend and bring again."""

import csv
import io
from collections.abc import Iterable, Sequence

from rounds.accounts.coming import Turned
from rounds.imports.models import Import, TurnedRow
from rounds.imports.whole import Whole

DANGEROUS = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet would compute: it gets an apostrophe before it."""


def turned_csv(read: Whole, turned: Iterable[Turned]) -> str:
    """Write rows of a file that could not come in."""
    rows = [(one.line, one.problem.text, one.problem.fix or "", read.cells(one.line)) for one in turned]
    return _csv(read.table.columns, rows)


def as_csv(found: Import) -> tuple[list[tuple[int, str, str]], str]:
    """Give the rows that an import turned away, and the same as a table."""
    kept = TurnedRow.objects.filter(of=found).order_by("line", "id").values_list("line", "reason", "fix", "cells")
    rows = [(line, reason, fix, tuple(cells)) for line, reason, fix, cells in kept]
    return [row[:3] for row in rows], _csv(found.columns, rows)


def _csv(columns: Sequence[str], rows: Iterable[tuple[int, str, str, Sequence[str]]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([*map(safe_cell, columns), "row", "why not", "what helps"])
    for line, reason, fix, cells in rows:
        padded = [*cells, *[""] * (len(columns) - len(cells))]
        writer.writerow([*map(safe_cell, padded), line, reason, fix])
    return out.getvalue()


def safe_cell(cell: str) -> str:
    """Give a cell so that no spreadsheet computes it."""
    return f"'{cell}" if cell.startswith(DANGEROUS) else cell
