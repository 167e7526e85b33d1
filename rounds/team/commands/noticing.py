"""A member looks at what they were told."""

from datetime import datetime

from rounds.team.events import NoticesRead
from rounds.team.models import Notice
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@command
def read_notices(*, up_to: int, by: Actor, at: datetime) -> int:
    """Mark one's own notices as read, up to the one with this id; say how many were not.

    at: aware, UTC. Raises NotAllowed.
    """
    require(by, "read the desk")
    many = Notice.objects.filter(member_id=by.id or 0, id__lte=up_to, read_at=None).update(read_at=at)
    if many and by.id:
        record(NoticesRead(member=by.id, many=many), by=by, at=at)
    return many
