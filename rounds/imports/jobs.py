"""Jobs of the worker that bring files in. Each carries ids only; the import's own row is the truth.

A worker that is killed leaves its job "doing" until the mail room's `take_up_jobs` gives it to another, which goes on at the batch
where the first one ended.
"""

from django.db import close_old_connections
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app

from rounds.basics import clock
from rounds.imports import bringing_in
from rounds.imports.jobs_by_name import QUEUE, RUN, TRY

AGAIN = RetryStrategy(wait=10, retry_exceptions=bringing_in.DATABASE_TROUBLE)
"""As often as it takes, seconds between two tries; whatever else breaks stops the import, and its page says so."""


@app.task(name=RUN, queue=QUEUE, retry=AGAIN)
def run(workspace_id: int, import_id: int) -> None:
    """Bring a file in."""
    close_old_connections()
    try:
        bringing_in.run(workspace_id=workspace_id, import_id=import_id, clock=clock.now)
    finally:
        close_old_connections()


@app.task(name=TRY, queue=QUEUE, retry=AGAIN)
def try_it(workspace_id: int, import_id: int) -> None:
    """Try a file."""
    close_old_connections()
    try:
        bringing_in.try_it(workspace_id=workspace_id, import_id=import_id, clock=clock.now)
    finally:
        close_old_connections()
