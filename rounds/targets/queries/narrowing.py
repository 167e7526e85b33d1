"""The words of a count in SQL: one condition, whether promises are counted or listed, so that a number is what it opens."""

from datetime import datetime
from typing import LiteralString
from zoneinfo import ZoneInfo

from rounds.basics.localtime import start_of
from rounds.desk.queries.listing import Narrow
from rounds.targets.counting import NO_KEY, By, Counted, Which

STANDS: dict[Which, LiteralString] = {
    Which.PROMISED: "TRUE",
    Which.KEPT: "run.ended_at IS NOT NULL AND run.missed_at IS NULL",
    Which.RUNNING: "run.ended_at IS NULL AND run.missed_at IS NULL",
    Which.WARNED: "run.ended_at IS NULL AND run.missed_at IS NULL AND run.warned_at IS NOT NULL",
    Which.MISSED: "run.missed_at IS NOT NULL",
    Which.UNDONE: "run.missed_at IS NOT NULL AND run.ended_at IS NULL",
}

DAY: LiteralString = "coalesce(run.due_at, run.ended_at)"
"""When a promise was due; where its clock stood still when it was done, the moment at which it was."""

KEYS: dict[By, LiteralString] = {
    By.WEEK: f"to_char(date_trunc('week', {DAY} AT TIME ZONE %s), 'YYYY-MM-DD')",
    By.QUEUE: "ticket.queue",
    By.PRIORITY: "ticket.priority",
}


OF_TICKET: LiteralString = "target_run run JOIN ticket ON ticket.id = run.ticket_id"
TABLES: dict[By, LiteralString] = {By.WEEK: "target_run run", By.QUEUE: OF_TICKET, By.PRIORITY: OF_TICKET}
"""What has the keys: weeks are told apart without reading a single ticket."""


def key_of(by: By, zone: ZoneInfo) -> Narrow:
    """Give what tells promises apart: a text, null for none. zone: whose weeks these are."""
    return Narrow(KEYS[by], (zone.key,) if by is By.WEEK else ())


def narrowed(asked: Counted, zone: ZoneInfo) -> Narrow:
    """Give the condition for what is asked, over `run` and its `ticket`."""
    narrow = Narrow(STANDS[asked.which])
    if asked.since:
        since: datetime = start_of(asked.since, zone)
        # Said in two ways so that the index by day can begin at it.
        narrow &= Narrow(
            f"(run.due_at >= %s OR (run.due_at IS NULL AND ({DAY} >= %s OR {DAY} IS NULL)))", (since, since)
        )
    if asked.target:
        narrow &= Narrow("run.target = %s", (asked.target,))
    if asked.key is not None:
        key = key_of(asked.by, zone)
        if asked.key == NO_KEY:
            narrow &= Narrow(f"{key.where} IS NULL", key.values)
        else:
            narrow &= Narrow(f"{key.where} = %s", (*key.values, asked.key))
    return narrow
