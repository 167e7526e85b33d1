"""Putting something into the outbox, in the transaction of the act that wants it sent.

The row is the truth; the job only says "look at this row", so a lost job delays and never loses.
"""

from collections.abc import Iterable
from datetime import datetime

from procrastinate.contrib.django import app

from rounds.timeline.models import Outbox
from rounds.workspaces.current import here

JOBS = {"mail": "rounds.mail.deliver"}


def queue(
    *, channel: str, ref_id: int, recipients: Iterable[int], about: tuple[str, int], at: datetime
) -> list[Outbox]:
    """Write one row a recipient, and a job for each.

    ref_id: the message. recipients: ids of address rows. about: (subject kind, id) that hears of failures. at: aware UTC.
    """
    rows = Outbox.objects.bulk_create(
        Outbox(
            workspace_id=here(),
            channel=channel,
            ref_id=ref_id,
            recipient_id=recipient,
            about_kind=about[0],
            about_id=about[1],
            created_at=at,
            next_try_at=at,
        )
        for recipient in recipients
    )
    defer(rows)
    return rows


def defer(rows: Iterable[Outbox]) -> None:
    """Ask a worker to look at these rows, from inside the running transaction."""
    for row in rows:
        job = app.configure_task(JOBS[row.channel], allow_unknown=True, queue=row.channel)
        job.defer(workspace_id=row.workspace_id, outbox_id=row.pk)
