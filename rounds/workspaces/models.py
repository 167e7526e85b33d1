"""A workspace is one company. Every row of every room belongs to one."""

from typing import Any

from django.db import models


class Workspace(models.Model):
    """One company on this Rounds. Its policy compares its own id: nobody reads the list of our companies."""

    id = models.BigAutoField(primary_key=True)
    name = models.TextField()
    slug = models.SlugField(unique=True)
    manual_version = models.PositiveIntegerField(null=True)
    created_at = models.DateTimeField()

    class Meta:
        db_table = "workspace"

    def __str__(self) -> str:
        return self.name


class WorkspaceForeignKey(models.ForeignKey[Any, Any]):
    """A reference to a row of the same workspace.

    A plain foreign key accepts another company's row, so the constraint is made by `SecureTables`
    over (workspace, id) together, and Django makes none of its own.
    """

    def __init__(self, to: Any, on_delete: Any = models.RESTRICT, **options: Any) -> None:
        options["db_constraint"] = False
        options.setdefault("related_name", "+")
        options.setdefault("db_index", False)  # indexes here begin with the workspace; each model names its own
        super().__init__(to, on_delete, **options)

    def deconstruct(self) -> Any:
        name, path, args, options = super().deconstruct()
        del options["db_constraint"]
        return name, path, args, options


class WorkspaceModel(models.Model):
    """A row that belongs to one workspace and is invisible to every other."""

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey(Workspace, on_delete=models.RESTRICT, related_name="+", db_index=False)

    class Meta:
        abstract = True


class UnderOneModel(WorkspaceModel):
    """A row that always stands under another one of its workspace, such as a message under its ticket.

    Its reference is never null, and that key holds the workspace too, which is there: asking for it again at each row locks
    the workspace's row at each commit, and was a quarter of what writing a hundred thousand rows took.
    """

    workspace = models.ForeignKey(
        Workspace, on_delete=models.RESTRICT, related_name="+", db_index=False, db_constraint=False
    )

    class Meta:
        abstract = True
