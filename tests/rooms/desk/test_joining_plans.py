"""Joining two contacts finds what each wrote by index, whatever was said in the company."""

import psycopg
import pytest

from rounds.desk.commands.joining import WROTE
from rounds.workspaces.current import here
from rounds.workspaces.rows import execute, fetch
from tests.database import owner_url
from tests.world import MONDAY, a_customer, a_ticket, a_workspace

SAID = """
    INSERT INTO message (workspace_id, ticket_id, kind, author_contact_id, subject, text, at, message_id, in_reply_to, refs)
    SELECT %s, %s, 'customer', %s, '', 'It stands.', %s, '', '', '' FROM generate_series(1, 20000)
"""


@pytest.fixture
def talkative():
    """A company in which one customer has written twenty thousand times."""
    cast = a_workspace()
    with cast.inside():
        who = a_customer(at=MONDAY)
        execute(SAID, [here(), a_ticket(by=who).pk, who.contact_id, MONDAY])
    with psycopg.connect(owner_url(), autocommit=True) as owner:
        owner.execute("ANALYZE message")
    yield cast
    with cast.inside():
        execute("DELETE FROM message WHERE text = 'It stands.'")


def test_what_a_contact_wrote_is_found_without_reading_what_all_others_did(talkative):
    with talkative.inside():
        plan = "\n".join(line for (line,) in fetch(f"EXPLAIN {WROTE}", [1, 2**40]))
    assert "message_of_author" in plan, plan
