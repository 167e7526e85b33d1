"""Adopted manuals and their clauses. A version is written once and never changed."""

from django.contrib.postgres.fields import ArrayField
from django.db import models

from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class Manual(WorkspaceModel):
    """One adopted version of a workspace's manual, as it was written.

    acts: all that roles could be given when it was written; null for versions from before that was kept.
    """

    version = models.PositiveIntegerField()
    title = models.TextField()
    text = models.TextField()
    front = models.JSONField()
    adopted_at = models.DateTimeField()
    adopted_by_id = models.BigIntegerField(null=True)
    acts = ArrayField(models.TextField(), null=True)

    class Meta:
        db_table = "manual"
        constraints = [models.UniqueConstraint(fields=["workspace", "version"], name="manual_version_once")]

    def __str__(self) -> str:
        return f"{self.title}, version {self.version}"


class ClauseRow(WorkspaceModel):
    """One clause of one version. written: its keys with values as the text that was written, in their order, as JSON.

    data: the same without an order, which is all that versions from before `written` have (`AS_WRITTEN` of `queries.py`).
    """

    manual = WorkspaceForeignKey(Manual)
    kind = models.TextField()
    name = models.TextField()
    position = models.PositiveIntegerField()
    data = models.JSONField()
    line_from = models.PositiveIntegerField()
    line_to = models.PositiveIntegerField()
    written = models.TextField(default="", db_default="")

    class Meta:
        db_table = "clause"
        constraints = [models.UniqueConstraint(fields=["workspace", "manual", "kind", "name"], name="clause_once")]

    def __str__(self) -> str:
        return f"{self.kind}: {self.name}"
