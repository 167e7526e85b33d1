"""Issue 4, p99 of the list: what a page of 26 rows looks up costs what 26 rows ask for, however many there are (`bench.growing`)."""

from django.db import connection

from rounds.workspaces.rows import fetch


def test_each_connection_looks_up_without_a_table_that_is_as_large_as_all_rows_ask_for():
    for _ in range(2):
        assert fetch("SHOW enable_memoize", []) == [("off",)]
        connection.close()
