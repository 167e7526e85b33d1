"""Faults planted in the very database of a run, inside a transaction that is taken back: each must turn the judge red.

A judge who was never seen to say no proves nothing. Where the database itself refuses the fault, that is said instead.
"""

from pathlib import Path

import psycopg
from psycopg import sql

from crash.acts import FAULTS as SPOILT
from crash.facts import found
from crash.giving import FAULTS as UNGIVEN
from crash.judge import Found, Promised, broken

MAIL = "select min(id) from message where kind = 'customer' and message_id <> ''"
ANSWER = "select min(id) from message where kind = 'staff' and text like '%answer-%'"
FAULTS = {
    "a mail whose ticket is lost": f"update message set message_id = 'gone' where id = ({MAIL})",
    "an answer that is lost": f"update message set text = 'gone' where id = ({ANSWER})",
    # One that has left: of an answer that was taken back nothing is to leave, and only the far side could tell.
    "an answer that never leaves": """
        update outbox set state = 'queued' where id = (select min(id) from outbox where channel = 'mail' and state = 'sent')""",
    "a date that never fires": """
        update ticket set wakes_at = now() - interval '1 hour'
        where id = (select min(subject_id) from timeline_event where kind = 'desk.date set')""",
}
COPIES = {
    "a ticket that was given twice": (
        "timeline_event",
        "select min(id) from timeline_event where kind = 'desk.assigned' and actor_kind = 'clause'",
    ),
    "a mail that stands twice": ("message", MAIL),
    "a date that fired twice": ("timeline_event", "select min(id) from timeline_event where kind = 'desk.woke'"),
}


def judged(owner_url: str, farside: Path, promised: Promised, *, grace: float) -> list[str]:
    """Plant each fault; list those that the judge did not see, and print what it said of the others."""
    missed: list[str] = []
    with psycopg.connect(owner_url) as owner:
        plants = [(name, sql.SQL(text).format()) for name, text in {**FAULTS, **UNGIVEN, **SPOILT}.items()]
        plants += [(name, copy(owner, table, row)) for name, (table, row) in COPIES.items()]
        for name, plant in plants:
            said = _said(owner, plant, farside, promised, grace)
            print(f"  {name}: {said or 'NOT SEEN'}")
            missed += [] if said else [name]
        missed += _outside(found(owner, farside, grace=grace), promised)
        owner.rollback()
    return missed


def copy(owner: psycopg.Connection, table: str, row: str) -> sql.Composed:
    """Write the statement that puts a second copy of a row into its table. row: a select of its id."""
    columns = owner.execute(
        "select column_name from information_schema.columns where table_schema = 'public' and table_name = %s"
        " and is_generated = 'NEVER' and is_identity = 'NO'",
        [table],
    ).fetchall()
    names = sql.SQL(", ").join(sql.Identifier(name) for (name,) in columns)
    text = sql.SQL("insert into {0} ({1}) select {1} from {0} where id = ({2})")
    return text.format(sql.Identifier(table), names, sql.SQL(row))


def _said(owner: psycopg.Connection, plant: sql.Composed, farside: Path, promised: Promised, grace: float) -> str:
    with owner.transaction(force_rollback=True):
        try:
            with owner.transaction():
                changed = owner.execute(plant).rowcount
        except psycopg.Error as refused:
            return f"the database refuses it ({str(refused).splitlines()[0]})"
        verdict = broken(promised, found(owner, farside, grace=grace))
    return verdict[0] if changed and verdict else ""


def _outside(facts: Found, promised: Promised) -> list[str]:
    """Plant what only the far side could show: a second delivery, and one that never came."""
    sent = next(delivery for delivery in facts.deliveries if delivery.state == "sent")
    missed = []
    for name, times in (("an answer that arrived twice", 2), ("an answer called sent that never arrived", 0)):
        facts.arrived[sent.message_id] = times
        verdict = broken(promised, facts)
        print(f"  {name}: {verdict[0] if verdict else 'NOT SEEN'}")
        missed += [] if verdict else [name]
    return missed
