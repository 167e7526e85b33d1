"""What time makes due in the timeline: seals."""

from datetime import datetime

from django.db import connection

from rounds.basics.duty import Due, Duty, Rows
from rounds.timeline.sealing import seal


def _unsealed(now: datetime, limit: int) -> list[Due]:
    """Find workspaces with events to seal; a workspace is its own row."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT workspace_id FROM unsealed_workspaces(%s)", [limit])
        return [Due(workspace_id, workspace_id) for (workspace_id,) in cursor.fetchall()]


def _seal(due: Due, now: datetime) -> bool:
    return seal(at=now) > 0


SEAL = Duty(
    "timeline.seal", "Gives events their final number and chains their hashes", _unsealed, _seal, rows=Rows.COMPANIES
)
