"""What Rounds could not do by itself: read, and tried again."""

from rounds.api.calls import Call
from rounds.api.doors import reads, writes
from rounds.api.shapes.base import Id
from rounds.api.shapes.put_off import WorkPutOff, WorksPutOff
from rounds.engine import commands
from rounds.engine.queries import put_off_count, put_off_rows

ROOM = "Work put off"
MANAGE = "manage people"
MOST = 100
"""Rows that are given; what stands in the way of so many is seen in the first of them."""


@reads("/work-put-off", act=MANAGE, room=ROOM, gives=WorksPutOff)
def list_work_put_off(call: Call) -> WorksPutOff:
    """List what could not be done and is tried again later, the longest first; the first hundred, and how many there are."""
    rows = put_off_rows(most=MOST)
    total = len(rows) if len(rows) < MOST else put_off_count()
    return WorksPutOff.model_construct(items=[WorkPutOff.read(row) for row in rows], total=total)


@writes("/work-put-off/{int:put_off_id}/trying-again", act=MANAGE, room=ROOM, gives=WorkPutOff)
def try_again(call: Call, put_off_id: Id) -> WorkPutOff:
    """Have it tried at once, and not only when its pause is over; what works is gone from the list then."""
    return WorkPutOff.read(commands.try_again(put_off_id=put_off_id, by=call.by, at=call.now))
