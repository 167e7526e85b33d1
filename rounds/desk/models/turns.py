"""Whose turn it is in a queue."""

from django.db import models

from rounds.team.models import Member
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class LastGiven(WorkspaceModel):
    """When a member was last given a ticket of a queue by turn."""

    queue = models.TextField()
    member = WorkspaceForeignKey(Member)
    at = models.DateTimeField()

    class Meta:
        db_table = "last_given"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "queue", "member"], name="last_given_once"),
        ]
