"""A file that was read gives the cells of its rows, however many of them are turned away."""

import time

from rounds.imports.mapping import read_map
from rounds.imports.reading import Row, Table
from rounds.imports.targets import What
from rounds.imports.whole import Whole


def test_ten_thousand_rejected_rows_are_looked_up_at_once():
    rows = tuple(Row(line, (str(line),)) for line in range(2, 10_002))
    read = Whole(read_map("columns: {id: external id}", what=What.ACCOUNTS), Table(("id",), rows), ())
    began = time.process_time()
    assert [read.cells(row.line) for row in rows] == [row.cells for row in rows]
    assert time.process_time() - began < 1
    assert read.cells(1) == ()
