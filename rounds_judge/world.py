"""What the judge looks at: tables and history, the town's record of delivered mail, and the journal of when the engine looked, of what
programs told of usage, and of what the team's board said in the end.
"""

import json
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row

Row = dict[str, Any]
TABLES = {
    "account": "id, lifecycle, zone",
    "account_known_as": "id, record_id, source, key",
    "check_in": "id, programme, account_id, ticket_id, step, last_on, grade, exempt_at, left_at, own_every, entered_at",
    "ticket": "id, number, subject, kind, queue, state, wakes_at, recurs_by, account_id, assignee_id",
    "member": "id, active, roles, joined_at",
    "notice": "id, member_id, event_id",
    "reach_out": "id, check_in_id, how, message_id, address_id, at, void_at, step",
    "round_done": "id, check_in_id, ended_at, again",
    "finding": "id, check_in_id, said, at",
    "grade_given": "id, check_in_id, grade, suggested, seen, at",
    "message": "id, ticket_id, kind, message_id, at, subject, text",
    "outbox": "id, channel, ref_id, recipient_id, state, settled_at",
    "contact_address": "id, address",
    "ticket_link": "first_id, second_id",
    "put_off": "duty, row_id, trouble",
    "manual": "id, version, front, adopted_at",
    "clause": "manual_id, kind, name, data",
    "check_in_spread": "id, programme, first_on, last_on, at, undone_at",
    "timeline_seal": "number, event_id",
    "usage_row": "id",
    "usage_segment": "id, rows, retired_at",
    "usage_apart": "id",
}


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that was recorded. act: the transaction that wrote it; what it wrote belongs together."""

    id: int
    at: datetime
    kind: str
    actor: str
    clause: str | None
    because: Row | None
    said: Row
    act: int


@dataclass
class World:
    """Everything that is judged. board: `done` and `done without an answer`, each the numbers of the tickets behind it, once a round.

    told: what programs told of usage, each with `at` and `usage`, records as they were sent.
    """

    tables: dict[str, list[Row]]
    histories: dict[int, list[Event]]
    looked: list[datetime]
    came: list[Row]
    town: list[Row]
    board: Row = field(default_factory=dict)
    told: list[Row] = field(default_factory=list)
    subjects: dict[int, list[Event]] = field(default_factory=dict)

    def by_firm[Kept](self, keep: Callable[[str], Kept]) -> dict[int, Kept]:
        """Give something for each firm that depends on its zone alone, which may be empty."""
        firms = self.tables["account"]
        by_zone = {zone: keep(zone) for zone in {firm["zone"] for firm in firms}}
        return {firm["id"]: by_zone[firm["zone"]] for firm in firms}

    def by_id(self, table: str) -> dict[int, Row]:
        """Give a table's rows by their id."""
        return {row["id"]: row for row in self.tables[table]}


def world(owner: "psycopg.Connection[Any]", journal: Path, town: Path) -> World:
    """Read everything. owner: a connection that no policy binds."""
    with owner.cursor(row_factory=dict_row) as cursor:
        tables = {
            name: list(cursor.execute(f"SELECT {columns} FROM {name} ORDER BY 1".encode()))
            for name, columns in TABLES.items()
        }
        events = cursor.execute(
            "SELECT id, at, kind, actor_kind AS actor, clause, because, payload AS said, written_in AS act, subject_id"
            " FROM timeline_event WHERE subject_kind = 'ticket' ORDER BY id"
        )
        histories: dict[int, list[Event]] = defaultdict(list)
        for row in events:
            histories[row.pop("subject_id")].append(Event(**row))
    lines = _lines(journal)
    return World(
        tables,
        histories,
        looked=[datetime.fromisoformat(line["engine"]) for line in lines if "engine" in line],
        came=[line for line in lines if "mail" in line],
        town=_lines(town),
        told=[line for line in lines if "usage" in line],
        board=next((line["board"] for line in lines if "board" in line), {}),
    )


def _lines(path: Path) -> list[Row]:
    if not path.exists():
        return []
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]
