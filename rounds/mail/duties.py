"""What time makes due in the mail room: mails that wait without a job, and leases that ran out."""

from datetime import UTC, datetime

from django.conf import settings
from django.db import connection

from rounds.basics.duty import Due, Duty
from rounds.mail.commands.deliveries import JOB_IS_LOST_AFTER, recover

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


def _nobody_at_it(now: datetime, limit: int) -> list[Due]:
    """Find deliveries to look after. Where no server takes our mail, what waits is left waiting."""
    open_ways = settings.SMTP_OUT is not None
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT workspace_id, id FROM due_deliveries(%s, %s, %s, %s, %s)",
            ["mail", now, now if open_ways else LONG_AGO, now - JOB_IS_LOST_AFTER if open_ways else LONG_AGO, limit],
        )
        return [Due(*row) for row in cursor.fetchall()]


def _recover(due: Due, now: datetime) -> bool:
    return recover(outbox_id=due.id, at=now)


RECOVER = Duty(
    "mail.recover",
    "Sends mails again that did not get through, and looks after those whose sender stopped",
    _nobody_at_it,
    _recover,
)

DUTIES = (RECOVER,)
