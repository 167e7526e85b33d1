"""Tickets that became one, and the way back."""

from django.db import models

from rounds.desk.models.ticket import Ticket
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class Merge(WorkspaceModel):
    """One act that merged tickets into another.

    numbers: of the tickets that went in. before, after: columns of the one that stays, as the act found and left them (`sending.py`),
    moments as ISO text. gained: ids of what it got with them, by kind (`commands/merging.py`). undone_at: null until taken back.
    """

    into = WorkspaceForeignKey(Ticket)
    numbers = models.JSONField(default=list)
    before = models.JSONField()
    after = models.JSONField()
    gained = models.JSONField(default=dict)
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "ticket_merge"
        indexes = [models.Index(fields=["workspace", "into", "-id"], name="merge_into")]

    def __str__(self) -> str:
        return f"{self.numbers} into {self.into_id}"


class Merged(WorkspaceModel):
    """A ticket that is merged into another now; the row goes when that is taken back.

    survivor: the ticket that stands for it, which is another than the one it was merged into where that was merged on.
    before: its own columns, as they were. hold: the one that stood, or null.
    """

    merge = WorkspaceForeignKey(Merge, related_name="parts")
    ticket = WorkspaceForeignKey(Ticket)
    survivor = WorkspaceForeignKey(Ticket)
    before = models.JSONField()
    hold_id = models.BigIntegerField(null=True)

    class Meta:
        db_table = "ticket_merged"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "ticket"], name="merged_once"),
            models.CheckConstraint(condition=~models.Q(ticket=models.F("survivor")), name="not_merged_into_itself"),
        ]
        indexes = [
            models.Index(fields=["workspace", "survivor"], name="merged_into"),
            models.Index(fields=["workspace", "merge"], name="merged_by"),
        ]

    def __str__(self) -> str:
        return f"{self.ticket_id}, now {self.survivor_id}"
