"""Jobs of the worker. Each carries ids only; the outbox row is the truth."""

from django.db import close_old_connections
from procrastinate import JobContext
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


@app.periodic(cron="* * * * *")
@app.task(name="rounds.mail.take_up_jobs", queue="mail", queueing_lock="rounds.mail.take_up_jobs", pass_context=True)
async def take_up_jobs(context: JobContext, timestamp: int) -> None:
    """Take up the jobs of workers that were killed, each minute: nobody else does, and they would say "doing" for ever.

    No mail waits for this (`duties.RECOVER` gives a waiting row another job) and none is sent twice by it: a job only
    says "look at this row". timestamp: when it was due, seconds; the database knows better which worker is silent.
    """
    jobs = context.app.job_manager
    for job in await jobs.get_stalled_jobs():
        await jobs.retry_job(job)
