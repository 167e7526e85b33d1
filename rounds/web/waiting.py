"""How much waits in each room, for the numbers in the rail: one statement, since it stands on every page."""

from collections.abc import Set

from rounds.desk.queries import our_turn_counted
from rounds.desk.queries.listing import SEGMENTS, Segment
from rounds.workspaces.rows import fetch

Waiting = dict[str, int]

_MOST = 500
"""Counting stops here, so that a page costs the same however much waits."""

_COUNTS = {
    "Desk": f"SELECT 1 FROM ticket WHERE {SEGMENTS[Segment.OURS].where}",  # noqa: S608 - a constant
    "Outbox": "SELECT 1 FROM outbox WHERE channel = 'mail' AND state IN ('stopped', 'may have arrived')",
    "Quarantine": "SELECT 1 FROM received WHERE state = 'quarantined'",
    "Notices": "SELECT 1 FROM notice WHERE member_id = %(member)s AND read_at IS NULL",
}
"""What waits for a person, by place. Row-level security keeps each to its own company."""


def waiting(places: Set[str], *, member_id: int) -> Waiting:
    """Count what waits in these places, up to a limit each. The desk's own number is known where its list was read."""
    counted = our_turn_counted()
    desk = {} if counted is None or "Desk" not in places else {"Desk": counted}
    wanted = {name: rows for name, rows in _COUNTS.items() if name in places and name not in desk}
    if not wanted:
        return desk
    counts = ", ".join(f"(SELECT count(*) FROM ({rows} LIMIT {_MOST}) few)" for rows in wanted.values())  # noqa: S608
    [found] = fetch(f"SELECT {counts}", {"member": member_id})
    return desk | dict(zip(wanted, found, strict=True))
