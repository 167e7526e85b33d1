"""How each ticket's targets stand."""

from django.db import models

from rounds.desk.models import Ticket
from rounds.targets.clauses import Until
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class Run(WorkspaceModel):
    """One target of one ticket. target: the clause's name; version: of the manual that it began with, which it keeps.

    due_at: null while the clock stands still. near_at: when the manual warns, null where it does not. ended_at: of the clock.
    acts_at: when the engine has to warn, or to say that it is missed; null where it has nothing to do.
    """

    ticket = WorkspaceForeignKey(Ticket)
    until = models.CharField(max_length=20, choices=[(until.value, until.value) for until in Until])
    target = models.TextField()
    version = models.PositiveIntegerField()
    due_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    near_at = models.DateTimeField(null=True)
    warned_at = models.DateTimeField(null=True)
    missed_at = models.DateTimeField(null=True)
    acts_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "target_run"
        constraints = [models.UniqueConstraint(fields=["workspace", "ticket", "until"], name="one_target_of_a_sort")]
        indexes = [
            models.Index(fields=["acts_at"], name="target_due", condition=models.Q(acts_at__isnull=False)),
            models.Index(fields=["workspace", "target", "-id"], name="target_by_name"),
            models.Index(fields=["workspace", "due_at", "id"], name="target_by_day"),
            models.Index(
                fields=["workspace", "target", "id"], name="target_running", condition=models.Q(ended_at__isnull=True)
            ),
        ]


class Followed(WorkspaceModel):
    """Up to which sealed event the targets of a workspace know its history."""

    number = models.BigIntegerField(default=0)

    class Meta:
        db_table = "targets_followed"
        constraints = [models.UniqueConstraint(fields=["workspace"], name="targets_followed_once")]


class CaughtUp(WorkspaceModel):
    """How far the tickets that were there before are judged by the manual.

    version: by which it is done. towards: by which it is being done, and how far: after_id, the last ticket; looked at, of total.
    """

    version = models.PositiveIntegerField(default=0)
    towards = models.PositiveIntegerField(null=True)
    began_at = models.DateTimeField(null=True)
    after_id = models.BigIntegerField(default=0)
    total = models.PositiveIntegerField(default=0)
    looked = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    missed = models.PositiveIntegerField(default=0)
    gone = models.PositiveIntegerField(default=0)

    class Meta:
        db_table = "targets_caught_up"
        constraints = [models.UniqueConstraint(fields=["workspace"], name="targets_caught_up_once")]
