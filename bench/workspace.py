"""A workspace of many tickets, made by SQL as the tables' owner, and the member who works in it."""

import secrets
from pathlib import Path

import psycopg

from outside.company import Company, Person, founded
from outside.serving import Rounds

TICKETS = Path(__file__).parent / "tickets.sql"
MANUAL = Path(__file__).parent.parent / "manuals" / "web-agency-desk.md"
EMAIL = "mara@house.test"
WORDS = {"kind": "question", "queue": "front desk", "mailbox": "support"}
"""Names of clauses in the shipped manual that is used."""


def made(rounds: Rounds, owner_url: str, *, tickets: int) -> Person:
    """Make the workspace by the command line, fill it, and tell the planner about it; say who can sign in."""
    person = Person(EMAIL, secrets.token_urlsafe(12))
    founded(rounds, Company(MANUAL, "manager", WORDS["mailbox"], "support@house.test", person))
    with psycopg.connect(owner_url, autocommit=True, cursor_factory=psycopg.ClientCursor) as owner:
        found = owner.execute("select id, workspace_id from member where email = %s", [EMAIL]).fetchone()
        assert found, "the command line made no member"
        words = {"workspace": found[1], "member": found[0], "tickets": tickets, **WORDS}
        with owner.transaction():
            for statement in TICKETS.read_text().split(";\n\n"):
                owner.execute(statement.encode(), words)
        owner.execute("vacuum analyze")
    return person
