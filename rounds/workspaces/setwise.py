"""Writing thousands of rows in one statement, as the program's own role.

COPY is refused under row-level security, so the rows travel as one JSON value and PostgreSQL takes them apart by the types of
the table's own columns. What a policy, a key or a constraint refuses is refused here too.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from django.db import connection
from django.db.models import Field

from rounds.workspaces.current import here
from rounds.workspaces.models import WorkspaceModel

Row = Mapping[str, object]


def new_ids(model: type[WorkspaceModel], many: int) -> list[int]:
    """Take so many ids of a table, for rows that refer to each other before they are written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, many],  # noqa: SLF001
        )
        return [number for (number,) in cursor.fetchall()]


def insert(model: type[WorkspaceModel], rows: Sequence[Row]) -> None:
    """Write new rows of the current workspace. rows: attribute names → values, the same names in each."""
    if not rows:
        return
    columns = _columns(model, rows[0])
    names = ", ".join(f'"{name}"' for name in columns)
    statement = (
        f'INSERT INTO "{model._meta.db_table}" (workspace_id, {names}) '  # noqa: S608, SLF001 - names of our own columns
        f"SELECT %s, {names} FROM json_to_recordset(%s::json) AS coming ({_types(columns)})"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [here(), _packed(columns, rows)])


def update(model: type[WorkspaceModel], rows: Sequence[Row]) -> int:
    """Write these columns of rows that are there; give how many were. rows: with their id, the same names in each."""
    if not rows:
        return 0
    columns = _columns(model, rows[0])
    table = model._meta.db_table  # noqa: SLF001
    sets = ", ".join(f'"{name}" = coming."{name}"' for name in columns if name != "id")
    statement = (
        f'UPDATE "{table}" SET {sets} FROM json_to_recordset(%s::json) AS coming ({_types(columns)}) '  # noqa: S608
        f'WHERE "{table}".workspace_id = %s AND "{table}".id = coming.id'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [_packed(columns, rows), here()])
        return int(cursor.rowcount)


def _columns(model: type[WorkspaceModel], row: Row) -> "dict[str, Field[Any, Any]]":
    """Give the fields by the names of their columns, in the order of the row."""
    fields = {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001
    return {str(fields[name].column): fields[name] for name in row}


def _types(columns: "Mapping[str, Field[Any, Any]]") -> str:
    return ", ".join(f'"{name}" {field.db_type(connection)}' for name, field in columns.items())


def _packed(columns: "Mapping[str, Field[Any, Any]]", rows: Iterable[Row]) -> str:
    names = [(name, field.attname) for name, field in columns.items()]
    return json.dumps([{name: row[attribute] for name, attribute in names} for row in rows], default=_moment)


def _moment(value: object) -> str:
    """Write a moment or a day as PostgreSQL reads it."""
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(f"{type(value).__name__} has no place in a row")
