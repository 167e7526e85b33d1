"""What people decide about work that was put off."""

from datetime import datetime

from rounds.basics.problems import NotThere
from rounds.engine.events import TryAgainAsked
from rounds.engine.models import PutOff
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@command
def try_again(*, put_off_id: int, by: Actor, at: datetime) -> PutOff:
    """Have work that was put off tried at the engine's next round, within a second or so, and not only when its pause is over.

    at: aware, UTC. Raises NotAllowed, NotThere (it works again, say).
    """
    require(by, "manage people")
    row = PutOff.objects.select_for_update().filter(id=put_off_id).first()
    if row is None:
        raise NotThere(f"put off {put_off_id}")
    row.until = min(row.until, at)
    row.save(update_fields=["until"])
    record(TryAgainAsked(put_off=row.pk, duty=row.duty, row=row.row_id, times=row.times), by=by, at=at)
    return row
