"""The worker's job: drain, let segments grow together, remove old ones. Each step is a transaction, and safe to be killed in."""

from datetime import datetime

from django.db import close_old_connections
from procrastinate.contrib.django import app

from rounds.basics import clock
from rounds.telemetry.commands import drain, merge, remove_retired
from rounds.telemetry.jobs_by_name import DRAIN, QUEUE
from rounds.workspaces.current import as_workspace


@app.task(name=DRAIN, queue=QUEUE)
def drain_all(workspace_id: int) -> None:
    """Drain a workspace's buffer to its end."""
    close_old_connections()
    try:
        keep_segments(workspace_id, at=clock.now())
    finally:
        close_old_connections()


def keep_segments(workspace_id: int, *, at: datetime) -> None:
    """Do all there is to do for a workspace's segments. at: aware, UTC."""
    for step in (drain, merge, remove_retired):
        more = True
        while more:
            with as_workspace(workspace_id):
                more = step(at=at)
