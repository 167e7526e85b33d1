"""Putting something into the outbox, in the transaction of the act that wants it sent.

The row is the truth; the job only says "look at this row", so a lost job delays and never loses.
"""

from collections.abc import Iterable
from datetime import datetime

from procrastinate.contrib.django import app

from rounds.timeline.models import Outbox
from rounds.workspaces.current import here

JOBS = {"mail": "rounds.mail.deliver"}


def row_for(
    row_id: int, *, channel: str, ref_id: int, recipient_id: int, about: tuple[str, int], at: datetime
) -> Outbox:
    """Make the row of one recipient, to be written with the act; `defer` is called once it is.

    row_id: an id that was taken for it. ref_id: the message. recipient_id: of the row that holds the address.
    about: (subject kind, id) that hears of failures. at: aware, UTC.
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
        next_try_at=at,
    )


def defer(rows: Iterable[Outbox]) -> None:
    """Ask a worker to look at these rows, from inside the running transaction."""
    for row in rows:
        job = app.configure_task(JOBS[row.channel], allow_unknown=True, queue=row.channel)
        job.defer(workspace_id=row.workspace_id, outbox_id=row.pk)
