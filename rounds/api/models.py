"""Answers that are kept for a day, so that a program which asks again after a broken line is told the same."""

from django.db import models

from rounds.team.models import ApiToken
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class KeptAnswer(WorkspaceModel):
    """What one writing call was answered, by the key that its program gave it.

    asked: sha256 of method, address and body, so that one key is not used for two things. path: of the address, with the numbers of what it
    is about. status: 0 until the act is done,
    which nobody else ever sees: the row is written in the act's own transaction. headers: those that belong to the answer.
    """

    token = WorkspaceForeignKey(ApiToken)
    key = models.TextField()
    asked = models.CharField(max_length=64)
    path = models.TextField(default="", db_default="")
    status = models.PositiveSmallIntegerField(default=0)
    headers = models.JSONField(default=dict)
    body = models.BinaryField(default=b"")
    at = models.DateTimeField()

    class Meta:
        db_table = "api_answer"
        constraints = [models.UniqueConstraint(fields=["workspace", "token", "key"], name="one_answer_a_key")]
        indexes = [models.Index(fields=["at"], name="answer_by_age")]

    def __str__(self) -> str:
        return f"{self.key}: {self.status}"
