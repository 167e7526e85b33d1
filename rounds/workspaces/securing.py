"""Row-level security, repeated in the database: what a forgotten filter cannot undo.

The policy compares with a setting that *raises* where none is set, for an empty answer hides the mistake.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps.registry import Apps
from django.db import models
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations.base import Operation

from rounds.workspaces.models import WorkspaceForeignKey

SETTING = "current_setting('rounds.workspace')::bigint"


class SecureTables(Operation):
    """Secure the tables of these models: policy, unique (workspace, id), composite foreign keys.

    models: names in the migration's own app. Stands after the operations that made them.
    referred_to: other tables point at these rows, which needs an index of its own.
    """

    reversible = True

    def __init__(self, models: Sequence[str], *, referred_to: bool = True) -> None:
        self.models = list(models)
        self.referred_to = referred_to

    def deconstruct(self) -> tuple[str, list[Any], dict[str, Any]]:
        return type(self).__qualname__, [], {"models": self.models, "referred_to": self.referred_to}

    def state_forwards(self, app_label: str, state: Any) -> None:
        """Leave Django's picture of the models as it is."""

    def database_forwards(self, app_label: str, editor: BaseDatabaseSchemaEditor, old: Any, new: Any) -> None:
        for model in self._models(new.apps, app_label):
            for statement in securing(model, referred_to=self.referred_to):
                editor.execute(statement)
        for model in self._models(new.apps, app_label):
            for field in workspace_fields(model):
                editor.execute(composite_key(model, field))

    def database_backwards(self, app_label: str, editor: BaseDatabaseSchemaEditor, old: Any, new: Any) -> None:
        for model in self._models(old.apps, app_label):
            table = model._meta.db_table  # noqa: SLF001
            for field in workspace_fields(model):
                editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{_key_name(model, field)}"')
            editor.execute(f'DROP POLICY IF EXISTS own_workspace ON "{table}"')
            editor.execute(f'ALTER TABLE "{table}" DISABLE ROW LEVEL SECURITY')
            editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{table}_own" CASCADE')

    def _models(self, apps: Apps, app_label: str) -> Iterator[type[models.Model]]:
        return (apps.get_model(app_label, name) for name in self.models)


class SecureReferences(SecureTables):
    """Give references that a later migration added their composite foreign keys.

    models: "Model.field" names.
    """

    def database_forwards(self, app_label: str, editor: BaseDatabaseSchemaEditor, old: Any, new: Any) -> None:
        for model, field in self._fields(new.apps, app_label):
            editor.execute(composite_key(model, field))

    def database_backwards(self, app_label: str, editor: BaseDatabaseSchemaEditor, old: Any, new: Any) -> None:
        for model, field in self._fields(new.apps, app_label):
            table = model._meta.db_table  # noqa: SLF001
            editor.execute(f'ALTER TABLE "{table}" DROP CONSTRAINT IF EXISTS "{_key_name(model, field)}"')

    def _fields(self, apps: Apps, app_label: str) -> Iterator[tuple[type[models.Model], WorkspaceForeignKey]]:
        for name in self.models:
            model_name, field_name = name.split(".")
            model = apps.get_model(app_label, model_name)
            yield model, model._meta.get_field(field_name)  # noqa: SLF001


def securing(model: type[models.Model], *, referred_to: bool = True) -> Iterator[str]:
    """Give the statements that secure one table."""
    table = model._meta.db_table  # noqa: SLF001
    if referred_to:
        yield f'ALTER TABLE "{table}" ADD CONSTRAINT "{table}_own" UNIQUE (workspace_id, id)'
    yield f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY'
    yield (
        f'CREATE POLICY own_workspace ON "{table}" TO PUBLIC USING (workspace_id = {SETTING}) WITH CHECK (workspace_id = {SETTING})'
    )


def composite_key(model: type[models.Model], field: WorkspaceForeignKey) -> str:
    """Give the statement for one foreign key that only accepts a row of the same workspace."""
    table, target = model._meta.db_table, field.related_model._meta.db_table  # noqa: SLF001
    return (
        f'ALTER TABLE "{table}" ADD CONSTRAINT "{_key_name(model, field)}" '
        f'FOREIGN KEY (workspace_id, "{field.column}") REFERENCES "{target}" (workspace_id, id)'
    )


def workspace_fields(model: type[models.Model]) -> list[WorkspaceForeignKey]:
    """List the references of a model that must stay inside its workspace."""
    return [field for field in model._meta.local_fields if isinstance(field, WorkspaceForeignKey)]  # noqa: SLF001


def _key_name(model: type[models.Model], field: WorkspaceForeignKey) -> str:
    return f"{model._meta.db_table}_{field.column}_own"[:63]  # noqa: SLF001
