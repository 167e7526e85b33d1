"""The draft of the next version, before anybody puts it in force, and who is at it. What is in force stands in `policies`."""

from django.db import models

from rounds.team.models import Member
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class Draft(WorkspaceModel):
    """The one draft of a workspace.

    based_on: the version that was in force when it was begun. version: grows with each save and whenever another
    manual comes into force beneath it, and goes on from one draft to the next; a write that read an older one is refused.
    """

    text = models.TextField()
    based_on = models.PositiveIntegerField()
    version = models.PositiveIntegerField(default=1)
    saved_by_id = models.BigIntegerField(null=True)
    saved_at = models.DateTimeField()

    class Meta:
        db_table = "manual_draft"
        constraints = [models.UniqueConstraint(fields=["workspace"], name="one_draft_a_workspace")]

    def __str__(self) -> str:
        return f"draft on version {self.based_on}"


class AtDraft(WorkspaceModel):
    """A member who has the draft open. The table is unlogged, as that of who has a ticket open.

    until: when they count as gone. changed_in: the transaction of the last change that others would see (`presence.py`).
    """

    member = WorkspaceForeignKey(Member)
    writing = models.BooleanField(default=False)
    until = models.DateTimeField()
    changed_in = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "at_draft"
        constraints = [models.UniqueConstraint(fields=["workspace", "member"], name="at_draft_once")]

    def __str__(self) -> str:
        return f"here until {self.until}"
