"""Rows that could not be done, put off and reported."""

from django.db import models

from rounds.basics.duty import Rows
from rounds.workspaces.models import WorkspaceModel


class PutOff(WorkspaceModel):
    """One row of one duty that failed. says: what the duty does. of: what its rows are.

    trouble: the error's class and text, as `rules.py` writes and reads it.
    """

    duty = models.TextField()
    says = models.TextField(default="", db_default="")
    of = models.TextField(default=Rows.RECORDS, db_default=Rows.RECORDS)
    row_id = models.BigIntegerField()
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    until = models.DateTimeField()
    trouble = models.TextField()

    class Meta:
        db_table = "put_off"
        constraints = [models.UniqueConstraint(fields=["workspace", "duty", "row_id"], name="put_off_once")]
        indexes = [models.Index(fields=["duty", "until"], name="put_off_until")]

    def __str__(self) -> str:
        return f"{self.duty} {self.row_id}"
