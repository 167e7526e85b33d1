"""What happened, in its final order."""

from ninja import Query

from rounds.api.calls import Call
from rounds.api.doors import reads
from rounds.api.shapes.history import Event, Events, Since
from rounds.timeline.queries import since


@reads("/events", act="read the desk", room="History", gives=Events)
def list_events(call: Call, query: Query[Since]) -> Events:
    """List what happened behind a number, in its final order: none is ever added before one that was given."""
    rows = [Event.read(seal) for seal in since(query.since, limit=query.limit)]
    return Events.model_construct(items=rows, last=rows[-1].number if rows else query.since)
