"""Jobs of the worker. Each carries ids, or what nobody else can read; the row of the outbox, or of the person, is the truth."""

from django.db import close_old_connections
from procrastinate import JobContext
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from rounds.basics import clock
from rounds.mail import delivering, erasing, forgetting
from rounds.mail.jobs_by_name import ERASE, ERASING, FORGOTTEN, QUEUE
from rounds.timeline.outbox import JOBS
from rounds.workspaces.sealing import unseal

HEARTBEAT_EVERY = 2.0
SILENT_AFTER = 10.0
"""Seconds: a worker that said nothing for so long counts as killed. One that only hung loses nothing but a job done twice."""


@app.task(name=JOBS["mail"], queue=QUEUE)
def deliver(workspace_id: int, outbox_id: int) -> None:
    """Try to send one mail of the outbox."""
    close_old_connections()
    try:
        delivering.deliver(workspace_id=workspace_id, outbox_id=outbox_id, clock=clock.now)
    finally:
        close_old_connections()


@app.task(name=FORGOTTEN, queue=QUEUE)
def forgotten(door: str, sealed: str = "", address: str = "") -> None:
    """Send a password link to whoever has this address, if anybody does. address: as it stands in a job that a Rounds before this one laid.

    The page only lays this job, for known and unknown addresses alike: its answer and its time say nothing about which they are.
    """
    close_old_connections()
    try:
        typed = unseal(sealed, purpose=FORGOTTEN, whose=FORGOTTEN).secret if sealed else address
        forgetting.send_link(typed, door=door, at=clock.now())
    finally:
        close_old_connections()


@app.task(name=ERASE, queue=ERASING)
def erase(workspace_id: int) -> None:
    """Erase whoever is asked to be erased at a company."""
    close_old_connections()
    try:
        erasing.erase_all(workspace_id=workspace_id, clock=clock.now)
    finally:
        close_old_connections()


TAKE_UP = "rounds.mail.take_up_jobs"


@app.periodic(cron="* * * * * */5")  # the last are seconds
@app.task(name=TAKE_UP, queue=QUEUE, queueing_lock=TAKE_UP, pass_context=True)
async def take_up_jobs(context: JobContext, timestamp: int) -> None:
    """Take up the jobs of workers that were killed: nobody else does, and they would say "doing" for ever.

    A mail whose job died before it was claimed waits for this, some fifteen seconds at most. None is sent twice by it: a job
    only says "look at this row". timestamp: when it was due, seconds; the database knows better which worker is silent.
    """
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=SILENT_AFTER):
        if (
            job.task_name == TAKE_UP and job.id is not None
        ):  # this one is its successor; queued again it would meet its own lock
            await jobs.finish_job_by_id_async(job.id, Status.FAILED, delete_job=True)
        else:
            await jobs.retry_job(job)
