"""Putting something into the outbox, in the transaction of the act that wants it sent.

The row is the truth; the job only says "look at this row", so a lost job delays and never loses.
"""

from collections.abc import Iterable
from datetime import datetime

from procrastinate.contrib.django import app

from rounds.timeline.models import Outbox, OutboxState
from rounds.workspaces.current import here

JOBS = {"mail": "rounds.mail.deliver", "errand": "rounds.mail.deliver"}


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
    """Make the row of one recipient, to be written with the act; `defer` is called once it is.

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
        next_try_at=leaves_at,
        leaves_at=leaves_at if leaves_at > at else None,
    )


def defer(rows: Iterable[Outbox]) -> None:
    """Ask a worker to look at these rows, from inside the running transaction."""
    for row in rows:
        wait = (row.leaves_at - row.created_at).total_seconds() if row.leaves_at else 0
        later = {"schedule_in": {"seconds": wait}} if wait else {}
        job = app.configure_task(JOBS[row.channel], allow_unknown=True, queue=row.channel, **later)
        job.defer(workspace_id=row.workspace_id, outbox_id=row.pk)


def take_back(*, channel: str, ref_id: int, at: datetime) -> bool:
    """Keep all copies of a message from being sent; False, and nothing done, where one is on its way. Locks them. at: aware, UTC."""
    rows = Outbox.objects.select_for_update().filter(channel=channel, ref_id=ref_id).order_by("id")
    copies = list(rows)
    if not copies or any(row.state != OutboxState.QUEUED or row.attempts for row in copies):
        return False
    Outbox.objects.filter(id__in=[row.pk for row in copies]).update(state=OutboxState.TAKEN_BACK, settled_at=at)
    return True
