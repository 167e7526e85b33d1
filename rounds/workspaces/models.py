"""A workspace is one company. Every row of every room belongs to one."""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from functools import cache
from typing import Any, Self

from django.db import models
from django.db.models.base import ModelState


class Row(models.Model):
    """A row whose columns are put into it all at once; Django asks each of its fields, one after the other.

    An act makes up to ten rows of up to forty columns: asking cost it more than putting their statement together does.
    """

    class Meta:
        abstract = True

    def __init__(self, *values: Any, **named: Any) -> None:
        """Take columns by their names; what a row is given otherwise (another row, values in order) is Django's to find out."""
        columns = _columns(type(self))
        if values or not named.keys() <= columns.names:
            super().__init__(*values, **named)
            return
        self._state = ModelState()
        self.__dict__ |= columns.left_out(named) | named

    @classmethod
    def from_db(
        cls, db: str | None, field_names: Collection[str], values: Collection[Any], *, fetch_mode: Any = None
    ) -> Self:
        """Make a row of what was read. field_names: of its columns; Django reads when asked what is not among them."""
        row = cls.__new__(cls)
        row._state = state = ModelState()  # noqa: SLF001 - what Django's own does
        state.adding, state.db = False, db
        if fetch_mode is not None:
            state.fetch_mode = fetch_mode
        row.__dict__ |= zip(field_names, values, strict=True)
        return row


@dataclass(frozen=True, slots=True)
class Columns:
    """What rows of a table are made of. names: that a row is given. made: columns whose default is made anew for each row."""

    names: frozenset[str]
    plain: dict[str, Any]
    made: tuple[tuple[str, Callable[[], Any]], ...]

    def left_out(self, named: dict[str, Any]) -> dict[str, Any]:
        """Give the defaults of what a row is not given by its name."""
        return self.plain | {name: default() for name, default in self.made if name not in named}


@cache
def _columns(model: type[models.Model]) -> Columns:
    every = model._meta.concrete_fields  # noqa: SLF001
    given = {field.attname: field for field in every if not field.generated}
    made = {name for name, field in given.items() if field.has_default() and callable(field.default)}
    return Columns(
        names=frozenset(given),
        plain={name: field.get_default() for name, field in given.items() if name not in made},
        made=tuple((name, given[name].get_default) for name in made),
    )


class Workspace(Row):
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


class WorkspaceModel(Row):
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
