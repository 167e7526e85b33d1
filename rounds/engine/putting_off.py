"""Poison rows: put off, counted, reported, and forgotten once they work."""

from datetime import datetime

from django.db import connection

from rounds.basics.duty import Due, Duty
from rounds.engine.models import PutOff
from rounds.engine.rules import next_try
from rounds.workspaces.current import as_workspace


def put_off(duty: Duty, due: Due, trouble: Exception, *, at: datetime) -> PutOff:
    """Write down that a row failed, in a transaction of its own. at: aware, UTC."""
    with as_workspace(due.workspace_id):
        row = PutOff.objects.select_for_update().filter(duty=duty.name, row_id=due.id).first()
        if row is None:
            row = PutOff(workspace_id=due.workspace_id, duty=duty.name, row_id=due.id, first_at=at, times=0)
        row.times += 1
        row.until = next_try(times=row.times, at=at)
        row.trouble = f"{type(trouble).__name__}: {trouble}"[:2000]
        row.save()
        return row


def works_again(duty: Duty, due: Due) -> None:
    """Forget that a row failed."""
    with as_workspace(due.workspace_id):
        PutOff.objects.filter(duty=duty.name, row_id=due.id).delete()


def put_off_now(duty: Duty, now: datetime) -> dict[Due, datetime]:
    """Give the rows of a duty that failed before, each with the moment until which it is left alone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT workspace_id, row_id, until FROM due_put_off(%s)", [duty.name])
        return {Due(workspace_id, row_id): until for workspace_id, row_id, until in cursor.fetchall()}
