"""Telling members of what happened: a notice stands beside its event and is written with it."""

from collections.abc import Iterable
from datetime import datetime

from rounds.team.models import Notice
from rounds.timeline.models import TimelineEvent
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
