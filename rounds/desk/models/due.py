"""By when something is next promised on a ticket: what lists order by and show."""

from django.db import models

from rounds.desk.models.ticket import Ticket
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class Due(WorkspaceModel):
    """The next target of a ticket whose clock runs; no row where there is none. The room `targets` keeps it.

    target: the clause's name. near_at: from when on it is near, null where nobody is warned. missed_at: null while it can be
    kept. A table of its own, so that opening and answering a ticket do not pay for it.
    """

    ticket = WorkspaceForeignKey(Ticket, related_name="due")
    target = models.TextField()
    due_at = models.DateTimeField()
    near_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "next_due"
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket"], name="due_once_a_ticket")]
        indexes = [models.Index(fields=["workspace", "due_at", "ticket"], name="due_next")]

    def __str__(self) -> str:
        return f"{self.target}, due {self.due_at}"
