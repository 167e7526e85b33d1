"""Who has a ticket open now."""

from django.db import models

from rounds.desk.models.ticket import Ticket
from rounds.team.models import Member
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class Presence(WorkspaceModel):
    """A member who has a ticket open. The table is unlogged: after a crash nobody is there, which is true enough.

    until: when they count as gone. changed_in: the transaction of the last change that others would see (`presence.py`).
    """

    ticket = WorkspaceForeignKey(Ticket)
    member = WorkspaceForeignKey(Member)
    writing = models.BooleanField(default=False)
    until = models.DateTimeField()
    changed_in = models.BigIntegerField()

    class Meta:
        db_table = "presence"
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket", "member"], name="present_once")]
