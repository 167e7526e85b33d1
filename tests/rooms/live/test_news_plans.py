"""What the live process asks four times a second reads new rows alone, however many came in few transactions."""

import psycopg

from rounds.workspaces.current import here
from rounds.workspaces.rows import execute, fetch
from tests.database import owner_url
from tests.world import MONDAY, a_workspace

MANY = """
    INSERT INTO timeline_event (workspace_id, at, actor_kind, actor_name, kind, subject_kind, subject_id, payload)
    SELECT %s, %s, 'system', '', 'desk.noted', 'ticket', n, '{}' FROM generate_series(1, 20000) n
"""
ASKED = "SELECT kind, id FROM live_news(ARRAY[%s]::bigint[], pg_current_snapshot())"
LOOKS = "SELECT seq_scan FROM pg_stat_xact_user_tables WHERE relname = 'timeline_event'"


def test_news_of_a_company_whose_history_came_in_few_transactions_is_found_by_index():
    """As after an import: a running transaction's rows seemed to be most of them, and the whole history was read each time."""
    cast = a_workspace()
    for _ in range(2):
        with cast.inside():
            execute(MANY, [here(), MONDAY])
    with psycopg.connect(owner_url(), autocommit=True) as owner:
        owner.execute("ANALYZE timeline_event")
    with cast.inside():
        [(before,)] = fetch(LOOKS)
        assert fetch(ASKED, [here()]) == []
        [(after,)] = fetch(LOOKS)
    assert after == before, "it read the whole table"


def test_what_a_transaction_wrote_that_ran_when_the_page_was_drawn_is_news_once_it_has_ended():
    cast = a_workspace()
    with psycopg.connect(owner_url()) as slow:
        slow.execute(MANY.replace("20000", "3"), [cast.workspace_id, MONDAY])
        with cast.inside():
            [(seen,)] = fetch("SELECT pg_current_snapshot()::text")
        slow.commit()
    with cast.inside():
        found = fetch("SELECT kind, id FROM live_news(ARRAY[%s]::bigint[], %s::text::pg_snapshot)", [here(), seen])
    assert sorted(found) == [("ticket", 1), ("ticket", 2), ("ticket", 3)]
