"""Telling members of what happened: a notice stands beside its event and is written with it."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rounds.team.models import Notice
from rounds.timeline.commands import record_many
from rounds.timeline.models import TimelineEvent
from rounds.workspaces import setwise
from rounds.workspaces.rows import ids_for


def notices_of(event: TimelineEvent, members: Iterable[int], *, at: datetime) -> list[Notice]:
    """Make the notices of an event that is not written yet, one a member; write them in the same `insert`, behind it.

    at: aware, UTC. The event is given its id here, where it has none.
    """
    if event.pk is None:
        [event.pk] = ids_for(TimelineEvent)
    return [
        Notice(workspace_id=event.workspace_id, member_id=member, event_id=event.pk, at=at)
        for member in dict.fromkeys(members)
    ]


def record_told(told: Sequence[tuple[TimelineEvent, Sequence[int]]], *, at: datetime) -> None:
    """Write many events, none of them written yet, each with whom it is told, in few statements. at: aware, UTC."""
    for (event, _), event_id in zip(told, setwise.new_ids(TimelineEvent, len(told)), strict=True):
        event.pk = event_id
    record_many([event for event, _ in told], with_ids=True)
    rows = [{"member_id": member, "event_id": event.pk} for event, members in told for member in dict.fromkeys(members)]
    setwise.insert(Notice, rows, at=at)
