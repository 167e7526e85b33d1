"""What is there: read by SQL as the tables' owner, and from the far side's own record."""

import json
import re
from collections import Counter
from pathlib import Path

import psycopg
from psycopg import sql

from crash import giving
from crash.acts import TRACES, holding
from crash.deeds import Trace
from crash.judge import Delivery, Found

ANSWER = re.compile(r"answer-[0-9a-f]{12}")
TAKEN_BACK = (
    "desk.answer taken back",
    "desk.undone",
    "desk.gave back",
    "desk.unmerged",
    "desk.merged",
    "desk.answer failed",
)
DATES = ("desk.date set", "desk.date dropped", "desk.woke", *TAKEN_BACK)
"""Events after which a ticket's date is another than before."""

MAILS = """
    select message_id, count(distinct ticket_id), count(*) from message
    where kind = 'customer' and message_id <> '' group by message_id"""
WAITING = "select count(*) from received where state = 'placed' and ticket_id is null"
ANSWERS = "select id, text, message_id from message where kind = 'staff'"
DELIVERIES = """
    select ref_id, case when state = 'queued' and attempts > 0 and next_try_at > now() then 'put off' else state end
    from outbox where channel = 'mail'"""
WOKE = """
    select t.number::text, e.payload ->> 'date_was', count(*)
    from timeline_event e join ticket t on t.id = e.subject_id
    where e.kind = 'desk.woke' and e.subject_kind = 'ticket' group by 1, 2"""
SET_DATES = """
    select t.number::text, count(*) from timeline_event e join ticket t on t.id = e.subject_id
    where e.kind = 'desk.date set' and e.subject_kind = 'ticket' group by 1"""
OVERDUE = """
    select t.number::text from ticket t
    cross join lateral (
        select e.kind, e.payload from timeline_event e
        where e.subject_kind = 'ticket' and e.subject_id = t.id and e.kind = any(%s) order by e.id desc limit 1) last
    where last.kind = 'desk.date set' and (last.payload ->> 'wakes_at')::timestamptz < now() - %s * interval '1 second'
    union
    select number::text from ticket where wakes_at < now() - %s * interval '1 second'"""


def found(owner: psycopg.Connection, farside: Path, *, grace: float) -> Found:
    """Read everything that the judge wants to know. grace: seconds that a date may be late."""
    rows = owner.execute(MAILS).fetchall()
    carried = {ref: (_marker(text), message_id.strip("<>")) for ref, text, message_id in owner.execute(ANSWERS)}
    deliveries = [Delivery(*carried[ref], state) for ref, state in owner.execute(DELIVERIES) if ref in carried]
    waiting = owner.execute(WAITING).fetchone()
    return Found(
        tickets_of=Counter({message_id.strip("<>"): tickets for message_id, tickets, _ in rows}),
        messages_of=Counter({message_id.strip("<>"): messages for message_id, _, messages in rows}),
        answers=Counter(marker for marker, _ in carried.values()),
        deliveries=deliveries,
        arrived=arrived(farside),
        woke=Counter({(number, date): times for number, date, times in owner.execute(WOKE)}),
        set_dates=Counter(dict(owner.execute(SET_DATES).fetchall())),
        overdue=[number for (number,) in owner.execute(OVERDUE, [list(DATES), grace, grace])],
        held_too_long=[number for (number,) in owner.execute(holding.OVERDUE, [grace])],
        given_again=dict(owner.execute(giving.GIVEN_AGAIN).fetchall()),
        left_lying=[number for (number,) in owner.execute(giving.LEFT_LYING, {"grace": grace})],
        traces=traces(owner),
        waiting=waiting[0] if waiting else 0,
    )


def traces(owner: psycopg.Connection) -> dict[str, Trace]:
    """Find what is left of each deed, by its mark."""
    rows = (row for select in TRACES for row in owner.execute(sql.SQL(select)))
    return {mark: Trace(stands, gone, doubled) for mark, stands, gone, doubled in rows}


def arrived(farside: Path) -> Counter[str]:
    """Count what the far side accepted, by Message-ID."""
    lines = farside.read_text().splitlines() if farside.exists() else []
    return Counter(json.loads(line)["message_id"].strip("<>") for line in lines)


def _marker(text: str) -> str:
    match = ANSWER.search(text)
    return match[0] if match else "without a marker"
