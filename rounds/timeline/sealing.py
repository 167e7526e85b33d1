"""Giving events their final number, behind the horizon: no transaction that still runs can bring an earlier one.

Ids are no such numbers: of two transactions, the one that took its id first may commit last, and whoever reads on from the
last id that they saw has missed it. So a seal waits until every transaction begun before it has ended. (docs/decisions/0005)
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from rounds.timeline.models import TimelineEvent
from rounds.timeline.seals import FIRST, chained
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute, fetch, find

MOST = 5_000
"""Events sealed in one transaction; the next round takes the rest."""

ONE_AT_A_TIME = "SELECT pg_try_advisory_xact_lock(hashtextextended('timeline.seal ' || %s, 0))"

# A visible row of a transaction that has not begun yet comes from another server, by a restore: it has long been committed.
# The last seal's event may be such a row too; then every event without a seal is looked for, until one of this server is last.
READY = """
    WITH horizon AS (
        SELECT pg_snapshot_xmin(seen)::text::bigint AS oldest, pg_snapshot_xmax(seen)::text::bigint AS next,
            coalesce(pg_current_xact_id_if_assigned()::text::bigint, 0) AS mine
        FROM (SELECT pg_current_snapshot() AS seen) now
    ), last AS (
        SELECT e.written_in, e.id FROM timeline_seal s
        JOIN timeline_event e ON e.workspace_id = s.workspace_id AND e.id = s.event_id
        WHERE s.workspace_id = %(here)s ORDER BY s.number DESC LIMIT 1
    ), behind AS (
        SELECT written_in, id FROM last WHERE written_in < (SELECT oldest FROM horizon)
        UNION ALL SELECT 0, 0 ORDER BY 1 DESC, 2 DESC LIMIT 1
    )
    SELECT e.id FROM timeline_event e
    WHERE e.workspace_id = %(here)s
        AND (e.written_in, e.id) > ((SELECT written_in FROM behind), (SELECT id FROM behind))
        AND (e.written_in < (SELECT oldest FROM horizon) OR e.written_in >= (SELECT next FROM horizon))
        AND e.written_in <> (SELECT mine FROM horizon)
        AND NOT EXISTS (SELECT 1 FROM timeline_seal s WHERE s.workspace_id = e.workspace_id AND s.event_id = e.id OFFSET 0)
    ORDER BY e.written_in, e.id LIMIT %(most)s
"""
"""What is sealed costs as much after years as on the first day. OFFSET 0: the few that are new are each looked up; as a join, all seals
would be read for them. A bare number stands behind: what wraps it (`coalesce`) might tell of other companies' rows, so PostgreSQL would
keep it from the index and read the whole history.
"""

ADD = """
    INSERT INTO timeline_seal (workspace_id, number, event_id, hash, sealed_at)
    SELECT %(here)s, before.last + place, event_id, hash, %(at)s
    FROM unnest(%(events)s::bigint[], %(hashes)s::bytea[]) WITH ORDINALITY AS new (event_id, hash, place),
        (SELECT coalesce(max(number), 0) AS last FROM timeline_seal WHERE workspace_id = %(here)s) before
"""


@dataclass(frozen=True, slots=True)
class Last:
    """The end of the chain."""

    number: int = 0
    hash: bytes = FIRST


@command
def seal(*, at: datetime, most: int = MOST) -> int:
    """Seal the current workspace's committed events, oldest first; gives how many.

    at: aware, UTC. 0 where none is ready, or another loop is at it. Source: architecture §3.
    """
    if not _alone():
        return 0
    ready = _ready(most)
    _add(ready, list(_hashes(ready, end_of_chain().hash)), at=at)
    return len(ready)


def end_of_chain() -> Last:
    """Give the last seal of the current workspace."""
    found = fetch("SELECT number, hash FROM timeline_seal ORDER BY number DESC LIMIT 1")
    return Last(*found[0]) if found else Last()


def events_by_id(ids: list[int]) -> dict[int, Mapping[str, object]]:
    """Give whole rows of events by their ids: those of them that are there. The ids travel as one value, for there are thousands."""
    found = find(TimelineEvent, "id = ANY (%s)", [ids])
    return {row.pk: {name: value for name, value in vars(row).items() if name != "_state"} for row in found}


def _alone() -> bool:
    """Take the workspace's chain until the transaction ends. What follows sees all that the last holder committed."""
    return bool(fetch(ONE_AT_A_TIME, [str(here())])[0][0])


def _ready(most: int) -> list[int]:
    return [event_id for (event_id,) in fetch(READY, {"here": here(), "most": most})]


def _hashes(event_ids: list[int], before: bytes) -> Iterator[bytes]:
    events = events_by_id(event_ids)
    for event_id in event_ids:
        before = chained(before, events[event_id])
        yield before


def _add(event_ids: list[int], hashes: list[bytes], *, at: datetime) -> None:
    execute(ADD, {"here": here(), "at": at, "events": event_ids, "hashes": hashes})
