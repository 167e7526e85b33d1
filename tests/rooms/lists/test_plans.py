"""Issue 4: a count beside a view begins at an index, whatever the number of tickets; none reads the whole table."""

import psycopg
import pytest

from rounds.desk.queries.asked import asked_for, reader_of
from rounds.lists.clauses import NamedList
from rounds.lists.queries import Counted
from rounds.policies.queries import book
from rounds.workspaces.current import here
from rounds.workspaces.rows import execute, fetch
from tests.database import owner_url
from tests.world import MONDAY, a_workspace, without_tickets

TICKETS = """
    INSERT INTO ticket (workspace_id, number, subject, kind, queue, priority, state, last_word, assignee_id, opened_at, said_at,
                        wake_keeps, mailbox, version)
    SELECT %s, n, 'The lamp', 'question', CASE WHEN n %% 30 = 0 THEN 'billing' ELSE 'front desk' END,
           CASE WHEN n %% 500 = 0 THEN 'urgent' ELSE 'normal' END, 'open', (array['customer', 'staff'])[1 + n %% 2],
           CASE WHEN n %% 40 = 0 THEN %s END, %s::timestamptz - n * interval '1 minute', %s, true, '', 1
    FROM generate_series(1, 20000) n
"""

DUE = """
    INSERT INTO next_due (workspace_id, ticket_id, target, due_at)
    SELECT workspace_id, id, 'first answer', opened_at + interval '9 days' FROM ticket WHERE number %% 3 > 0
"""


@pytest.fixture(scope="module")
def crowd():
    cast = a_workspace()
    with cast.inside():
        execute(TICKETS, [here(), cast.rep.id, MONDAY, MONDAY])
    with psycopg.connect(owner_url(), autocommit=True) as owner:
        owner.execute(
            "ANALYZE ticket"
        )  # or each row below would look for its ticket as in the nearly empty table of the tests before
        with cast.inside():
            execute(DUE)
        owner.execute("ANALYZE next_due")
    yield cast
    without_tickets(cast)


def plan_of(counted):
    rows = fetch(f"EXPLAIN SELECT 1 FROM ticket WHERE {counted.where} LIMIT 100", counted.values)
    return "\n".join(line for (line,) in rows)


@pytest.mark.parametrize(
    "search",
    [
        "queue:billing is:our-turn older:3d",
        "is:missed",
        "due:2h",
        "with:me",
        "priority:urgent sort:due",
        "is:held",
        "is:asleep",
        "is:closed",
        "queue:billing with:me is:missed",
    ],
)
def test_a_view_is_counted_from_an_index(crowd, search):
    with crowd.inside():
        asked = asked_for(search, book())
        assert not asked.problems
        found = Counted.of_view(asked, reader_of(crowd.rep.id, book(), now=MONDAY, notes=True))
        plan = plan_of(found)
    assert "Seq Scan on ticket" not in plan, plan
    assert "Index" in plan or "Bitmap" in plan


def test_a_list_of_the_manual_is_counted_from_an_index(crowd):
    with crowd.inside():
        clause = book().get(NamedList, "long holds")
        plan = plan_of(Counted.of_list(clause, book().when(MONDAY)))
    assert "Seq Scan on ticket" not in plan, plan
