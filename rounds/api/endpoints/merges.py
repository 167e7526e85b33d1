"""Tickets of one customer become one, and part again."""

from rounds.api.calls import Call
from rounds.api.doors import reads, writes
from rounds.api.reading import number_read
from rounds.api.shapes.base import Id
from rounds.api.shapes.merges import Merge, Others
from rounds.desk import commands
from rounds.desk.queries.merged import merge_record

ROOM = "Acts on a ticket"


@writes("/tickets/{int:number}/merging", act="merge tickets", room=ROOM, gives=Merge, status=201)
def merge_tickets(call: Call, number: Id, body: Others) -> Merge:
    """Merge other tickets of the same customer into this one. What is sent for them goes to it from then on."""
    version = number_read(call)
    made = commands.merge(number=number, others=body.numbers, version=version, by=call.by, at=call.now)
    return Merge.read(merge_record(made.pk))


@reads("/merges/{int:merge_id}", act="read the desk", room=ROOM, gives=Merge)
def get_merge(call: Call, merge_id: Id) -> Merge:
    """Read a merge."""
    return Merge.read(merge_record(merge_id))


@writes("/merges/{int:merge_id}/undoing", act="merge tickets", room=ROOM, gives=Merge)
def undo_merge(call: Call, merge_id: Id) -> Merge:
    """Take a merge back: each ticket stands for itself again, as it was."""
    commands.unmerge(merge_id=merge_id, by=call.by, at=call.now)
    return Merge.read(merge_record(merge_id))
