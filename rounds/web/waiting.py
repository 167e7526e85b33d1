"""How much waits in each room, for the numbers in the rail: one statement, since it stands on every page."""

import json
from collections.abc import Sequence, Set

from rounds.checkins.queries.marked import OPEN
from rounds.desk.queries import our_turn_counted
from rounds.desk.queries.listing import SEGMENTS, Segment
from rounds.lists.queries.views import NAMES
from rounds.workspaces.rows import fetch

Waiting = dict[str, int]
type Named = tuple[int, str]

_MOST = 500
"""Counting stops here, so that a page costs the same however much waits."""


def said_count(count: int) -> int | str:
    """Give a count as it is shown: "500+" where counting stopped."""
    return f"{count}+" if count >= _MOST else count


_CHECK_INS = f"""
    SELECT 1 FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id WHERE check_in.exempt_at IS NULL AND {OPEN}
"""  # noqa: S608 - a constant

_COUNTS = {
    "Desk": f"SELECT 1 FROM ticket WHERE {SEGMENTS[Segment.OURS].where}",  # noqa: S608 - a constant
    "Check-ins": f"{_CHECK_INS} AND ticket.assignee_id = %(member)s UNION ALL {_CHECK_INS} AND ticket.assignee_id IS NULL",
    "Outbox": "SELECT 1 FROM outbox WHERE channel = 'mail' AND state IN ('stopped', 'bounced', 'may have arrived')",
    "Quarantine": "SELECT 1 FROM received WHERE state = 'quarantined'",
    "Notices": "SELECT 1 FROM notice WHERE member_id = %(member)s AND read_at IS NULL",
}
"""What waits for a person, by place. Row-level security keeps each to its own company.

Of check-ins those are counted too that nobody has: they wait for everybody.
"""


def waiting(places: Set[str], *, member_id: int) -> Waiting:
    """Count what waits in these places, up to a limit each. The desk's own number is known where its list was read."""
    return _asked(places, (), {"member": member_id})[0]


def waiting_and_views(places: Set[str], *, member_id: int, roles: Sequence[str]) -> tuple[Waiting, tuple[Named, ...]]:
    """Count the same, and give ids and names of the views that the member sees, in the one statement."""
    counts, [views] = _asked(places, (NAMES,), {"member": member_id, "roles": list(roles)})
    return counts, tuple((view_id, name) for view_id, name in json.loads(views))


def _asked(places: Set[str], beside: tuple[str, ...], values: dict[str, object]) -> tuple[Waiting, list[str]]:
    counted = our_turn_counted()
    desk = {} if counted is None or "Desk" not in places else {"Desk": counted}
    wanted = {name: rows for name, rows in _COUNTS.items() if name in places and name not in desk}
    columns = [
        *(f"(SELECT count(*) FROM ({rows} LIMIT {_MOST}) few)" for rows in wanted.values()),  # noqa: S608
        *map("({})".format, beside),
    ]
    if not columns:
        return desk, []
    [found] = fetch(f"SELECT {', '.join(columns)}", values)
    return desk | dict(zip(wanted, found, strict=False)), list(found[len(wanted) :])
