"""Usage on its way into segments, the people in it, what waits for its account, and which segments there are."""

from django.db import models

from rounds.telemetry.rules import Lacks
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class UsagePerson(WorkspaceModel):
    """Somebody who uses the product, as a source knows them. Segments hold the row's id and nothing else of them.

    key, name: empty once they are erased; then nothing leads from their usage to them any more.
    """

    source = models.TextField()
    key = models.TextField()
    name = models.TextField(default="", db_default="")

    class Meta:
        db_table = "usage_person"
        constraints = [
            models.UniqueConstraint(
                fields=["workspace", "source", "key"], name="usage_person_once", condition=~models.Q(key="")
            )
        ]


class UsageRow(WorkspaceModel):
    """One record that no segment has yet. id: unique in the workspace for ever, in segments too. at: aware, UTC.

    account, asset: ids, as in segments, and no references: an import that is taken back may take what they name away.
    """

    source = models.TextField()
    account = models.BigIntegerField()
    asset = models.BigIntegerField(null=True)
    person = WorkspaceForeignKey(UsagePerson, null=True)
    event = models.TextField()
    at = models.DateTimeField()
    product = models.TextField(null=True)
    feature = models.TextField(null=True)
    media = models.TextField(null=True)
    item = models.TextField(null=True)
    quantity = models.FloatField(null=True)
    came_at = models.DateTimeField()

    class Meta:
        db_table = "usage_row"
        indexes = [
            models.Index(fields=["workspace", "id"], name="usage_row_to_drain"),
            models.Index(fields=["workspace", "account"], name="usage_row_of_account"),
        ]


class UsageKey(WorkspaceModel):
    """An event that came in, by its digest: it never comes in again, in the buffer or in a segment."""

    digest = models.BinaryField(max_length=16)

    class Meta:
        db_table = "usage_key"
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="usage_once")]


class Stranger(WorkspaceModel):
    """An account or asset that records name and that is not known. source, key: by which id it is named."""

    what = models.CharField(max_length=10, choices=[(each.value, each.value) for each in Lacks])
    source = models.TextField()
    key = models.TextField()
    first_at = models.DateTimeField()

    class Meta:
        db_table = "usage_stranger"
        constraints = [models.UniqueConstraint(fields=["workspace", "what", "source", "key"], name="stranger_once")]


class UsageApart(WorkspaceModel):
    """A record that is kept apart: for an account or asset that is not known (stranger), or for its time to come (until)."""

    digest = models.BinaryField(max_length=16)
    stranger = WorkspaceForeignKey(Stranger, null=True)
    until = models.DateTimeField(null=True)
    said = models.JSONField()
    came_at = models.DateTimeField()

    class Meta:
        db_table = "usage_apart"
        constraints = [models.UniqueConstraint(fields=["workspace", "digest"], name="usage_apart_once")]
        indexes = [
            models.Index(fields=["workspace", "stranger", "id"], name="usage_apart_of_stranger"),
            models.Index(fields=["until"], name="usage_apart_until", condition=models.Q(until__isnull=False)),
        ]


class Segment(WorkspaceModel):
    """One Parquet file that counts. name: inside the workspace's folder. retired_at: its rows stand in another one since then.

    A file without its row here is of a drain that died and counts for nothing.
    """

    name = models.TextField()
    rows = models.PositiveBigIntegerField()
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    made_at = models.DateTimeField()
    retired_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "usage_segment"
        constraints = [models.UniqueConstraint(fields=["workspace", "name"], name="segment_once")]
        indexes = [
            models.Index(fields=["retired_at"], name="segment_retired", condition=models.Q(retired_at__isnull=False))
        ]
