"""Views that members save, and since when tickets stand in the lists of the manual."""

from django.db import models
from django.db.models import Q

from rounds.desk.models import Ticket
from rounds.team.models import Member
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class View(WorkspaceModel):
    """A search that a member keeps under a name. search: as it is typed, order included.

    role: whoever holds it sees the view too, "" where nobody else does. position: among its owner's. deleted_at: null while it
    stands; a deleted one can be brought back. version: grows with each change.
    """

    member = WorkspaceForeignKey(Member)
    name = models.TextField()
    search = models.TextField()
    role = models.TextField(default="")
    position = models.IntegerField()
    version = models.PositiveIntegerField(default=1)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "saved_view"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "member", "name"], name="view_named_once", condition=Q(deleted_at=None)
            ),
        ]
        indexes = [
            models.Index(
                fields=["workspace", "member", "position"], name="view_of_member", condition=Q(deleted_at=None)
            ),
            models.Index(fields=["workspace", "role"], name="view_of_role", condition=Q(deleted_at=None) & ~Q(role="")),
        ]

    def __str__(self) -> str:
        return self.name


class Standing(WorkspaceModel):
    """A ticket that stands in a list that minds how long. named: the list. since: when that was first seen.

    too_long_at: when somebody is told; null once they were. version: of the manual by which that was worked out.
    """

    named = models.TextField()
    ticket = WorkspaceForeignKey(Ticket)
    since = models.DateTimeField()
    version = models.PositiveIntegerField()
    too_long_at = models.DateTimeField(null=True)
    told_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "list_standing"
        constraints = [models.UniqueConstraint(fields=["workspace", "named", "ticket"], name="stands_once_in_a_list")]
        indexes = [
            models.Index(fields=["too_long_at"], name="standing_due", condition=Q(too_long_at__isnull=False)),
            models.Index(fields=["workspace", "ticket"], name="standing_of_ticket"),
        ]

    def __str__(self) -> str:
        return f"{self.named}: {self.ticket_id}, since {self.since}"


class Looked(WorkspaceModel):
    """When a workspace's lists are looked at next."""

    looks_at = models.DateTimeField()

    class Meta:
        db_table = "lists_looked"
        constraints = [models.UniqueConstraint(fields=["workspace"], name="lists_looked_once")]
