"""What happened, in its final order."""

from ninja import Query

from rounds.api import doors
from rounds.api.calls import Call
from rounds.api.shapes.history import Event, Events, Since
from rounds.team.histories import OWN, readable
from rounds.team.queries import rights_of
from rounds.timeline.queries import Reads, since_for


@doors.reads("/events", act="read the desk", room="History", gives=Events)
def list_events(call: Call, query: Query[Since]) -> Events:
    """List what happened behind a number, of what the token may read, in its final order: none is ever added before one that was given."""
    reads = Reads(readable(rights_of(call.by)), OWN, call.holder.member_id)
    found = since_for(reads, query.since, limit=query.limit)
    return Events.model_construct(items=[Event.read(seal) for seal in found.seals], last=found.last)
