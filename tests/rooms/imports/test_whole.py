"""A file that was read gives the cells of its rows, however many of them are turned away."""

from rounds.imports.mapping import read_map
from rounds.imports.reading import Row, Table
from rounds.imports.targets import What
from rounds.imports.whole import Whole


class Counted(tuple[Row, ...]):
    """Rows that count how often somebody goes through them."""

    walks = 0

    def __iter__(self):
        self.walks += 1
        return super().__iter__()


def test_for_ten_thousand_rejected_rows_the_file_is_gone_through_once():
    rows = Counted(Row(line, (str(line),)) for line in range(2, 10_002))
    read = Whole(read_map("columns: {id: external id}", what=What.ACCOUNTS), Table(("id",), rows), ())
    looked_up = [read.cells(line) for line in range(2, 10_002)]
    assert rows.walks == 1
    assert looked_up == [row.cells for row in rows]
    assert read.cells(1) == ()
