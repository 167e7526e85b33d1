"""Tickets that belong together."""

from django.db import models
from django.db.models import Q

from rounds.desk.links import LinkKind
from rounds.desk.models.ticket import Ticket
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class Link(WorkspaceModel):
    """Two tickets that belong together: first is the parent, or the duplicate, of second; related ones in either order."""

    first = WorkspaceForeignKey(Ticket)
    second = WorkspaceForeignKey(Ticket)
    kind = models.CharField(max_length=10, choices=[(kind.value, kind.value) for kind in LinkKind])
    at = models.DateTimeField()
    by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ticket_link"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "first", "second"], name="linked_once"),
            models.UniqueConstraint(fields=["workspace", "second"], name="one_parent", condition=Q(kind="parent")),
            models.CheckConstraint(condition=~Q(first=models.F("second")), name="not_linked_to_itself"),
        ]
        indexes = [models.Index(fields=["workspace", "second"], name="link_from_second")]

    def __str__(self) -> str:
        return f"{self.first_id} {self.kind} {self.second_id}"
