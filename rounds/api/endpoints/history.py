"""What happened, in its final order, and the operating manual that it happened under."""

from ninja import Query

from rounds.api.calls import Call
from rounds.api.doors import reads
from rounds.api.shapes.history import Event, Events, Manual, Since
from rounds.policies.models import Manual as Adopted
from rounds.timeline.queries import since


@reads("/events", act="read the desk", room="History", gives=Events)
def list_events(call: Call, query: Query[Since]) -> Events:
    """List what happened behind a number, in its final order: none is ever added before one that was given."""
    rows = [Event.read(seal) for seal in since(query.since, limit=query.limit)]
    return Events.model_construct(items=rows, last=rows[-1].number if rows else query.since)


@reads("/manual", act="read the manual", room="Manual", gives=Manual)
def get_manual(call: Call) -> Manual:
    """Read the operating manual in force."""
    return Manual.of(Adopted.objects.get(version=call.book.version))
