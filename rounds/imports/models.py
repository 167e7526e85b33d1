"""Files that bring records in, how far each has come, and the rows that could not come."""

from django.db import models

from rounds.imports.rules import Stage
from rounds.imports.targets import What
from rounds.workspaces.models import WorkspaceForeignKey, WorkspaceModel


class Import(WorkspaceModel):
    """One file on its way in, a batch a transaction, so that a kill costs one batch at most.

    map: as people read it. said: how the file was read; columns: their names; looks: samples of
    them, kept as long as the file (`looks.py`). rows: its records, as they were counted last;
    position: how many of them have come in or been turned away. made, changed, same, turned: of those. tried: what the last
    try said, None where the map has changed since. waiting: tickets that came in with nobody (`accounts/coming.py`).
    by_id: who brought it; null where the command line did.
    """

    what = models.CharField(max_length=10, choices=[(each.value, each.value) for each in What])
    name = models.TextField()
    size = models.PositiveBigIntegerField()
    sha256 = models.CharField(max_length=64)
    map = models.TextField()
    said = models.JSONField(default=list)
    columns = models.JSONField(default=list)
    looks = models.JSONField(default=list, db_default=[])
    stage = models.CharField(max_length=12, choices=[(each.value, each.value) for each in Stage])
    rows = models.PositiveIntegerField(default=0)
    position = models.PositiveIntegerField(default=0)
    made = models.PositiveIntegerField(default=0)
    changed = models.PositiveIntegerField(default=0)
    same = models.PositiveIntegerField(default=0)
    turned = models.PositiveIntegerField(default=0)
    differs = models.PositiveIntegerField(default=0)
    waiting = models.PositiveIntegerField(default=0, db_default=0)
    tried = models.JSONField(null=True)
    trouble = models.TextField(default="")
    by_id = models.BigIntegerField(null=True)
    brought_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    moved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        db_table = "import"
        indexes = [models.Index(fields=["workspace", "-id"], name="import_latest")]

    def __str__(self) -> str:
        return f"{self.name} ({self.what})"


class ImportFile(WorkspaceModel):
    """The bytes of a file, kept aside until it is in or given up: they hold what people wrote about people."""

    of = WorkspaceForeignKey(Import)
    data = models.BinaryField()

    class Meta:
        db_table = "import_file"
        constraints = [models.UniqueConstraint(fields=["workspace", "of"], name="one_file_an_import")]


class TurnedRow(WorkspaceModel):
    """A row that could not come in. line: where it stands. cells: as the file has them, to mend and bring again."""

    of = WorkspaceForeignKey(Import)
    line = models.PositiveIntegerField()
    key = models.TextField(default="")
    cells = models.JSONField(default=list)
    reason = models.TextField()
    fix = models.TextField(default="")

    class Meta:
        db_table = "import_turned"
        indexes = [models.Index(fields=["workspace", "of", "line", "id"], name="turned_of_import")]
