"""One act on many tickets, and its way back."""

from django.db import models

from rounds.desk.many import Verb
from rounds.desk.models.ticket import Ticket
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class ManyDo(WorkspaceModel):
    """One act on many tickets. verb, word: as in `many.py`. undone_at: null until it was taken back."""

    verb = models.CharField(max_length=10, choices=[(verb.value, verb.value) for verb in Verb])
    word = models.TextField(default="")
    by_id = models.BigIntegerField(null=True)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "many_do"

    def __str__(self) -> str:
        return f"{self.verb} {self.word}"


class ManyItem(WorkspaceModel):
    """One ticket of an act on many. before: its columns, as JSON. version: as the act left it. refusal: "" where it was done."""

    many = WorkspaceForeignKey(ManyDo, related_name="items")
    ticket = WorkspaceForeignKey(Ticket)
    before = models.JSONField()
    version = models.PositiveIntegerField()
    refusal = models.TextField(default="")
    undone = models.BooleanField(default=False)

    class Meta:
        db_table = "many_item"
        constraints = [models.UniqueConstraint(fields=["workspace", "many", "ticket"], name="many_once_a_ticket")]
        indexes = [models.Index(fields=["workspace", "ticket"], name="many_of_ticket")]

    def __str__(self) -> str:
        return f"{self.many_id}: {self.ticket_id}"
