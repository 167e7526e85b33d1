"""What time makes due in the timeline: seals."""

from datetime import datetime

from rounds.basics.duty import Asked, Due, Duty, Rows
from rounds.timeline.sealing import seal


def _unsealed(now: datetime, limit: int) -> Asked:
    """Find workspaces with events to seal; a workspace is its own row."""
    return Asked("SELECT workspace_id, workspace_id AS id FROM unsealed_workspaces(%s)", (limit,))


def _seal(due: Due, now: datetime) -> bool:
    return seal(at=now) > 0


SEAL = Duty(
    "timeline.seal", "Gives events their final number and chains their hashes", _unsealed, _seal, rows=Rows.COMPANIES
)
