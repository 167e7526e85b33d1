"""Putting something into the outbox, in the transaction of the act that wants it sent.

The row is the truth; the job only says "look at this row", so a lost job delays and never loses. What leaves at once has its job
from the act itself; what waits, or tries again, has it from the engine (`mail.recover`) when its moment comes: see decisions/0016.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import attrgetter

from procrastinate.contrib.django import app
from procrastinate.types import JSONDict

from rounds.timeline.models import Outbox, OutboxState
from rounds.workspaces.current import here

JOBS = {"mail": "rounds.mail.deliver", "errand": "rounds.mail.deliver"}

JOB_IS_LOST_AFTER = timedelta(seconds=60)
"""A row that waits so long after a worker was called has lost its job (a worker died with it, a queue was emptied): another is called."""


def row_for(
    row_id: int,
    *,
    channel: str,
    ref_id: int,
    recipient_id: int,
    about: tuple[str, int],
    at: datetime,
    leaves_at: datetime,
) -> Outbox:
    """Make the row of one recipient, to be written with the act; `call_workers` is called once it is.

    row_id: an id that was taken for it. ref_id: the message. recipient_id: of the row that holds the address.
    about: (subject kind, id) that hears of failures. leaves_at: not before this moment. Both aware, UTC.
    """
    return Outbox(
        id=row_id,
        workspace_id=here(),
        channel=channel,
        ref_id=ref_id,
        recipient_id=recipient_id,
        about_kind=about[0],
        about_id=about[1],
        created_at=at,
        next_try_at=leaves_at if leaves_at > at else at + JOB_IS_LOST_AFTER,
        leaves_at=leaves_at if leaves_at > at else None,
    )


def call_workers(rows: Iterable[Outbox]) -> None:
    """Call a worker for each of an act's rows that leaves at once; the engine does for those that wait."""
    call_workers_now([row for row in rows if row.leaves_at is None])


def call_workers_now(rows: Sequence[Outbox]) -> None:
    """Ask workers to look at these rows now, from inside the running transaction."""
    for channel, those in groupby(sorted(rows, key=CHANNEL), key=CHANNEL):
        job = app.configure_task(JOBS[channel], allow_unknown=True, queue=channel)
        wanted: list[JSONDict] = [{"workspace_id": row.workspace_id, "outbox_id": row.pk} for row in those]
        job.batch_defer(*wanted)


CHANNEL = attrgetter("channel")


def lock(*, channel: str, ref_ids: Sequence[int]) -> None:
    """Lock all copies of these messages, in the order in which others lock them."""
    list(
        Outbox.objects.select_for_update().filter(channel=channel, ref_id__in=ref_ids).order_by("id").values_list("id")
    )


def take_back(*, channel: str, ref_id: int, at: datetime) -> bool:
    """Keep all copies of a message from being sent; False, and nothing done, where one is on its way. Locks them. at: aware, UTC."""
    rows = Outbox.objects.select_for_update().filter(channel=channel, ref_id=ref_id).order_by("id")
    copies = list(rows)
    if not copies or any(row.state != OutboxState.QUEUED or row.attempts for row in copies):
        return False
    Outbox.objects.filter(id__in=[row.pk for row in copies]).update(state=OutboxState.TAKEN_BACK, settled_at=at)
    return True
