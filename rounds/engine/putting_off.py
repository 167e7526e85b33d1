"""Poison rows: put off, counted, reported, and forgotten once they work, or are not due any more."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from rounds.basics.duty import Due, Duty
from rounds.engine.models import PutOff
from rounds.engine.rules import next_try, written
from rounds.workspaces.current import as_workspace
from rounds.workspaces.rows import fetch


def put_off(duty: Duty, due: Due, trouble: Exception, *, at: datetime) -> PutOff:
    """Write down that a row failed, in a transaction of its own. at: aware, UTC."""
    with as_workspace(due.workspace_id):
        row = PutOff.objects.select_for_update().filter(duty=duty.name, row_id=due.id).first()
        if row is None:
            row = PutOff(workspace_id=due.workspace_id, duty=duty.name, row_id=due.id, first_at=at, times=0)
        row.times += 1
        row.until = next_try(times=row.times, at=at)
        row.says, row.of, row.trouble = duty.says, duty.rows, written(trouble)
        row.save()
        return row


def works_again(duty: Duty, due: Due) -> None:
    """Forget that a row failed."""
    with as_workspace(due.workspace_id):
        PutOff.objects.filter(duty=duty.name, row_id=due.id).delete()


def not_due_any_more(duty: Duty, rows: Iterable[Due], *, now: datetime) -> None:
    """Forget those of these rows that are not left alone any longer: nothing is to be done, so nothing will ever work. now: aware, UTC."""
    for due in rows:
        with as_workspace(due.workspace_id):
            PutOff.objects.filter(duty=duty.name, row_id=due.id, until__lte=now).delete()


def put_off_now(duties: Sequence[Duty]) -> dict[str, dict[Due, datetime]]:
    """Give the rows of each duty, by its name, that failed before, each with the moment until which it is left alone."""
    found: dict[str, dict[Due, datetime]] = {duty.name: {} for duty in duties}
    for name, workspace_id, row_id, until in fetch(PUT_OFF, [list(found)]):
        found[name][Due(workspace_id, row_id)] = until
    return found


PUT_OFF = """
    SELECT duty.name, row.workspace_id, row.row_id, row.until
    FROM unnest(%s::text[]) AS duty (name), due_put_off(duty.name) AS row
"""
