"""Asking a worker to drain a workspace's usage: the job carries its id only, and waits once however often it is asked for."""

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from rounds.workspaces.current import here

QUEUE = "usage"
DRAIN = "rounds.telemetry.drain"


def defer_drain() -> bool:
    """Have a worker drain the buffer. False where one is asked already."""
    asked = app.configure_task(DRAIN, allow_unknown=True, queue=QUEUE, queueing_lock=f"usage of {here()}")
    try:
        with transaction.atomic():  # the refusal of a second job would break the duty's transaction
            asked.defer(workspace_id=here())
    except AlreadyEnqueued:
        return False
    return True
