"""Does the database say of every incident and every change what the log says? Reads SQL, and imports nothing of Rounds."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from statistics import median
from typing import Any

import psycopg

from acceptance.incidents.tables import UNKNOWN, Incident, moment

TICKETS = """
    SELECT k.key, t.opened_at, k.solved_at, t.closed_at, t.state, k.reopened, k.priority, t.priority, k.changes, a.name,
        c.name, k.facts
    FROM ticket_known_as k JOIN ticket t ON t.id = k.record_id
    LEFT JOIN account a ON a.id = t.account_id LEFT JOIN contact c ON c.id = t.requester_id
    WHERE k.source = 'incidents' AND k.workspace_id = %s
"""
CHANGES = """
    SELECT k.key, p.position, p.at, p.word, p.by_name, p.assignee_name, p.group_name, p.priority, p.reopened
    FROM ticket_past p JOIN ticket_known_as k ON k.record_id = p.ticket_id
    WHERE k.source = 'incidents' AND k.workspace_id = %s ORDER BY k.key, p.position
"""
HOLDS = """
    SELECT k.key, h.holder, h.began_at, h.ended_at FROM ticket_hold h JOIN ticket_known_as k ON k.record_id = h.ticket_id
    WHERE k.source = 'incidents' AND k.workspace_id = %s ORDER BY k.key, h.began_at, h.ended_at
"""
HOLDERS = {
    "Awaiting User Info": "customer",
    "Awaiting Evidence": "customer",
    "Awaiting Vendor": "supplier",
    "Awaiting Problem": "engineering",
}
URGENCY = {"1": "urgent", "2": "high", "3": "normal", "4": "low"}
EVENTS = """
    SELECT k.key, e.payload FROM timeline_event e JOIN ticket_known_as k ON k.record_id = e.subject_id
    WHERE e.kind = 'desk.ticket imported' AND k.source = 'incidents' AND k.workspace_id = %s
"""


@dataclass(frozen=True)
class Ticket:
    """An incident as one of both sides has it. changes: (at, word, by, assignee, group, priority, reopened).

    holds: (holder, from, until) of each time that it waited for one, those of no length left out.
    """

    opened_at: datetime | None
    solved_at: datetime | None
    closed_at: datetime | None
    closed: bool
    reopened: int
    priority: str
    urgency: str
    account: str
    caller: str
    facts: tuple[tuple[str, str], ...]
    changes: tuple[tuple[Any, ...], ...]
    holds: tuple[tuple[str, datetime, datetime], ...]


def of_the_log(incidents: Iterable[Incident]) -> dict[str, Ticket]:
    """Say what the log says of each incident."""
    return {each.number: _of_the_log(each) for each in incidents}


def of_the_database(owner: "psycopg.Connection[Any]", workspace_id: int) -> dict[str, Ticket]:
    """Say what the tables say of each ticket that came from there."""
    changes: dict[str, list[tuple[Any, ...]]] = {}
    for key, position, *change in owner.execute(CHANGES, [workspace_id]):
        kept = changes.setdefault(key, [])
        assert position == len(kept) + 1, f"{key}: change {position} stands at {len(kept) + 1}"
        kept.append(tuple(change))
    holds: dict[str, list[tuple[str, datetime, datetime]]] = {}
    for key, *hold in owner.execute(HOLDS, [workspace_id]):
        holds.setdefault(key, []).append((hold[0], hold[1], hold[2]))
    found = {}
    for row in owner.execute(TICKETS, [workspace_id]):
        key, opened, solved, closed, state, reopened, priority, urgency, many, account, caller, facts = row
        past = tuple(changes.get(key, ()))
        assert many == len(past), f"{key}: {many} changes are said, {len(past)} are there"
        found[key] = Ticket(
            opened,
            solved,
            closed,
            state == "closed",
            reopened,
            priority,
            urgency,
            (account or "").removeprefix("Location "),
            (caller or "").removeprefix("Caller "),
            tuple(sorted(facts.items())),
            past,
            tuple(holds.get(key, ())),
        )
    return found


def differences(log: Mapping[str, Ticket], database: Mapping[str, Ticket]) -> Iterator[str]:
    """Name everything in which the two differ."""
    for number in sorted({*log, *database}):
        theirs, ours = log.get(number), database.get(number)
        if theirs is None or ours is None:
            yield f"{number} is {'not in the log' if theirs is None else 'not in the database'}"
        elif theirs != ours:
            names = [name for name in Ticket.__dataclass_fields__ if getattr(theirs, name) != getattr(ours, name)]
            yield f"{number}: " + "; ".join(
                f"{name} {getattr(theirs, name)!r} is {getattr(ours, name)!r}" for name in names
            )


def event_differences(
    owner: "psycopg.Connection[Any]", workspace_id: int, database: Mapping[str, Ticket]
) -> Iterator[str]:
    """Name tickets whose timeline does not say once, and truly, that they came by import."""
    said: dict[str, list[dict[str, Any]]] = {}
    for key, payload in owner.execute(EVENTS, [workspace_id]):
        said.setdefault(key, []).append(payload)
    for key, ticket in database.items():
        events = said.get(key, [])
        if len(events) != 1:
            yield f"{key} has {len(events)} events that say it was imported"
        elif (events[0]["changes"], events[0]["reopened"]) != (len(ticket.changes), ticket.reopened):
            yield f"{key}: its event says {events[0]}"
        elif datetime.fromisoformat(events[0]["opened_at"]) != ticket.opened_at:
            yield f"{key}: its event says it was opened {events[0]['opened_at']}"


def totals(tickets: Mapping[str, Ticket]) -> dict[str, Any]:
    """Count what the oracle counts."""
    every = list(tickets.values())
    hours = sorted(
        (each.solved_at - each.opened_at).total_seconds() / 3600 for each in every if each.solved_at and each.opened_at
    )
    facts = [dict(each.facts) for each in every]
    opened = [each.opened_at for each in every if each.opened_at]
    return {
        "rows": sum(len(each.changes) for each in every),
        "incidents": len(every),
        "accounts_locations": len({each.account for each in every} - {""}),
        "callers": len({each.caller for each in every} - {""}),
        "reopened_incidents": sum(1 for each in every if each.reopened),
        "reassigned_incidents": sum(1 for each in facts if int(each.get("reassignments", 0))),
        "sla_missed_incidents": sum(1 for each in facts if each.get("made sla") == "false"),
        "priority_last": dict(sorted(Counter(each.priority for each in every).items())),
        "ever_critical_incidents": sum(1 for each in every if any(change[5] == "1" for change in each.changes)),
        "incidents_with_no_resolved_at": sum(1 for each in every if each.solved_at is None),
        "resolved_before_opened": sum(1 for each in every if _is_before(each.solved_at, each.opened_at)),
        "median_hours_open_to_resolved": round(median(hours), 2) if hours else None,
        "opened_from": f"{min(opened):%Y-%m-%d %H:%M:%S}" if opened else None,
        "opened_to": f"{max(opened):%Y-%m-%d %H:%M:%S}" if opened else None,
        "last_state": dict(Counter(each.changes[-1][1] for each in every)),
    }


def _is_before(one: datetime | None, other: datetime | None) -> bool:
    return one is not None and other is not None and one < other


def _of_the_log(incident: Incident) -> Ticket:
    first, last = incident.first, incident.last
    facts = {
        "made sla": last["made_sla"],
        "reassignments": last["reassignment_count"],
        "category": last["category"],
        "closed code": last["closed_code"],
    }
    return Ticket(
        moment(first["opened_at"]),
        moment(last["resolved_at"]),
        moment(last["closed_at"]),
        last["incident_state"] == "Closed",
        int(last["reopen_count"]),
        last["priority"],
        URGENCY[last["priority"]],
        _known(first["location"]),
        _known(first["caller_id"]),
        tuple(sorted((name, value) for name, value in facts.items() if value != UNKNOWN)),
        tuple(_change(row) for row in incident.changes),
        tuple(waits(incident)),
    )


def waits(incident: Incident) -> Iterator[tuple[str, datetime, datetime]]:
    """Walk through the changes, and note each time that one was waited for and that came to an end."""
    holder, since = "", None
    for row in incident.changes:
        at, word = moment(row["sys_updated_at"]), row["incident_state"]
        if word == "-100" or HOLDERS.get(word, "") == holder:
            continue
        if holder and since and at and since < at:
            yield holder, since, at
        holder, since = HOLDERS.get(word, ""), at


def _change(row: dict[str, str]) -> tuple[Any, ...]:
    people = (_known(row[name]) for name in ("sys_updated_by", "assigned_to", "assignment_group", "priority"))
    return (moment(row["sys_updated_at"]), row["incident_state"], *people, int(row["reopen_count"]))


def _known(value: str) -> str:
    return "" if value == UNKNOWN else value
