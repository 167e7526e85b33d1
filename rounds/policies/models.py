"""Adopted manuals and their clauses. A version is written once and never changed."""

from django.db import models

from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class Manual(WorkspaceModel):
    """One adopted version of a workspace's manual, as it was written."""

    version = models.PositiveIntegerField()
    title = models.TextField()
    text = models.TextField()
    front = models.JSONField()
    adopted_at = models.DateTimeField()
    adopted_by_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "manual"
        constraints = [models.UniqueConstraint(fields=["workspace", "version"], name="manual_version_once")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class ClauseRow(WorkspaceModel):
    """One clause of one version. data: its keys with values as the text that was written."""

    manual = WorkspaceForeignKey(Manual)
    kind = models.TextField()
    name = models.TextField()
    position = models.PositiveIntegerField()
    data = models.JSONField()
    line_from = models.PositiveIntegerField()
    line_to = models.PositiveIntegerField()

    class Meta:
        db_table = "clause"
        constraints = [models.UniqueConstraint(fields=["workspace", "manual", "kind", "name"], name="clause_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"
