"""Times for which a ticket waited for somebody else."""

from django.db import models
from django.db.models import Q

from rounds.desk.models.ticket import Ticket
from rounds.workspaces.models import UnderOneModel, WorkspaceForeignKey


class Hold(UnderOneModel):
    """A time for which a ticket waited for somebody: [began_at, ended_at), clocks of targets stand still in it.

    holder: a word of the clause `holds`. reason: what a person wrote, erased with the ticket's words. until: the limit, on
    which it ends by itself. ended_at, how: null and "" while it stands. manual_version: it keeps that one until it ends.
    """

    ticket = WorkspaceForeignKey(Ticket)
    holder = models.TextField()
    reason = models.TextField()
    began_at = models.DateTimeField()
    until = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)
    how = models.TextField(default="")
    by_id = models.BigIntegerField(null=True)
    manual_version = models.PositiveIntegerField()

    class Meta:
        db_table = "ticket_hold"
        constraints = [
            models.UniqueConstraint(fields=["workspace", "ticket"], name="one_hold_stands", condition=Q(ended_at=None)),
            models.CheckConstraint(
                condition=Q(ended_at__isnull=True, how="") | (Q(ended_at__gte=models.F("began_at")) & ~Q(how="")),
                name="hold_ends_after_it_began",
            ),
        ]
        indexes = [models.Index(fields=["workspace", "ticket", "began_at"], name="hold_of_ticket")]

    def __str__(self) -> str:
        return f"{self.holder}, from {self.began_at}"
