"""How much waits in each room, for the numbers in the rail: one statement, since it stands on every page."""

from collections.abc import Set

from django.db import connection

Waiting = dict[str, int]

_MOST = 1000
"""Counting stops here, so that a page costs the same however much waits."""

_COUNTS = {
    "Desk": "SELECT 1 FROM ticket WHERE state IN ('new', 'open') AND our_turn",
    "Outbox": "SELECT 1 FROM outbox WHERE state IN ('stopped', 'may have arrived')",
    "Quarantine": "SELECT 1 FROM received WHERE state = 'quarantined'",
}
"""What waits for a person, by place. Row-level security keeps each to its own company."""


def waiting(places: Set[str]) -> Waiting:
    """Count what waits in these places, up to a thousand each."""
    wanted = {name: rows for name, rows in _COUNTS.items() if name in places}
    if not wanted:
        return {}
    counts = ", ".join(f"(SELECT count(*) FROM ({rows} LIMIT {_MOST}) few)" for rows in wanted.values())  # noqa: S608
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {counts}")
        return dict(zip(wanted, cursor.fetchone(), strict=True))
