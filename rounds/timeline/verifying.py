"""Whether the past is still what it was: the chain computed again, and nothing beside it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.db import connection

from rounds.timeline.models import Seal, TimelineEvent
from rounds.timeline.sealing import Last, end_of_chain, events_by_id
from rounds.timeline.seals import chained
from rounds.workspaces.current import as_workspace, here

BATCH = 2_000

# Sealing goes on from the last seal's event, so an event that stands before it without a seal came in behind its back.
# After a restore into another server nothing can be said until an event of this server is last.
BESIDE = """
    WITH last AS (
        SELECT e.written_in, e.id FROM timeline_seal s
        JOIN timeline_event e ON e.workspace_id = s.workspace_id AND e.id = s.event_id
        WHERE s.workspace_id = %(here)s ORDER BY s.number DESC LIMIT 1
    )
    SELECT e.id FROM timeline_event e, last
    WHERE e.workspace_id = %(here)s AND (e.written_in, e.id) < (last.written_in, last.id)
        AND last.written_in < pg_snapshot_xmin(pg_current_snapshot())::text::bigint
        AND NOT EXISTS (SELECT 1 FROM timeline_seal s WHERE s.workspace_id = e.workspace_id AND s.event_id = e.id)
    ORDER BY e.written_in, e.id LIMIT 1
"""


@dataclass(frozen=True, slots=True)
class Broken:
    """The first place at which the past is not what was sealed. number: None for an event that has no seal."""

    event_id: int | None
    number: int | None
    says: str


@dataclass(frozen=True, slots=True)
class Verdict:
    """What was found. last: the end of the chain; whoever keeps it elsewhere sees a shortened history too."""

    last: Last
    waiting: int
    broken: Broken | None


def verify(workspace_id: int) -> Verdict:
    """Recompute a workspace's chain from its first event, in batches, and name the first that is not as it was sealed."""
    with as_workspace(workspace_id):
        last = end_of_chain()
        broken = _broken_chain(last.number) or _beside_the_chain()
        return Verdict(last, waiting=TimelineEvent.objects.count() - Seal.objects.count(), broken=broken)


def _broken_chain(end: int) -> Broken | None:
    before = Last()
    while before.number < end:
        for link in _links(before.number):
            if says := _wrong(link, before):
                return Broken(link.event_id, before.number + 1, says)
            before = Last(link.number, link.hash)
    return None


@dataclass(frozen=True, slots=True)
class _Link:
    """One seal with its event's row, None where that is gone."""

    number: int
    event_id: int
    hash: bytes
    event: Mapping[str, object] | None


def _links(after: int) -> Iterator[_Link]:
    seals = list(
        Seal.objects.filter(number__gt=after).order_by("number").values_list("number", "event_id", "hash")[:BATCH]
    )
    events = events_by_id([event_id for _, event_id, _ in seals])
    return (_Link(number, event_id, bytes(kept), events.get(event_id)) for number, event_id, kept in seals)


def _wrong(link: _Link, before: Last) -> str:
    """Say what is wrong with a link behind the one before it; empty where it is as it was sealed."""
    if link.number != before.number + 1:
        return f"The seal {before.number + 1} is missing."
    if link.event is None:
        return f"Event {link.event_id}, number {link.number}, was deleted."
    if link.hash != chained(before.hash, link.event):
        return f"Event {link.event_id}, number {link.number}, was changed, or another stood in its place."
    return ""


def _beside_the_chain() -> Broken | None:
    with connection.cursor() as cursor:
        cursor.execute(BESIDE, {"here": here()})
        row = cursor.fetchone()
    return Broken(row[0], None, f"Event {row[0]} was put into the past; it has no seal.") if row else None
