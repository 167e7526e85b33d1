"""Jobs of the worker. Each carries ids only; the outbox row is the truth."""

from django.db import close_old_connections
from procrastinate.contrib.django import app

from rounds.basics import clock
from rounds.mail import delivering
from rounds.timeline.outbox import JOBS


@app.task(name=JOBS["mail"], queue="mail")
def deliver(workspace_id: int, outbox_id: int) -> None:
    """Try to send one mail of the outbox."""
    close_old_connections()
    try:
        delivering.deliver(workspace_id=workspace_id, outbox_id=outbox_id, clock=clock.now)
    finally:
        close_old_connections()
