"""Writing thousands of rows in one statement, as the program's own role.

COPY is refused under row-level security, so the rows travel column by column, as arrays that PostgreSQL takes apart by the types of
the table's own columns. What a policy, a key or a constraint refuses is refused here too.
"""

import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache
from typing import Any, cast

from django.contrib.postgres.fields import ArrayField
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.models import Field, JSONField
from pydantic_core import to_json

from rounds.postgres.backend.base import DatabaseWrapper
from rounds.workspaces.current import here
from rounds.workspaces.models import WorkspaceModel

type Row = dict[str, Any]
type Columns = Mapping[str, Sequence[Any]]


def new_ids(model: type[WorkspaceModel], many: int) -> list[int]:
    """Take so many ids of a table, for rows that refer to each other before they are written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "WITH counter AS MATERIALIZED (SELECT pg_get_serial_sequence(%s, 'id')::regclass AS name) "
            "SELECT nextval(counter.name) FROM counter, generate_series(1, %s)",
            [model._meta.db_table, many],  # noqa: SLF001
        )
        return [number for (number,) in cursor.fetchall()]


@contextmanager
def without_waiting() -> Iterator[None]:
    """Send what is written inside without waiting for each answer: the database writes while the next rows are made ready.

    Whatever the database refuses is raised at the end of the block at the latest. psycopg takes for prepared then what the database
    passed over behind it, so all that is prepared goes as it is taken back.
    """
    try:
        with connection.wrap_database_errors, connection.connection.pipeline():
            yield
    except BaseException:
        cast("DatabaseWrapper", connections[DEFAULT_DB_ALIAS]).is_stale = True
        raise


def commit_before_it_is_on_disk() -> None:
    """Let this transaction commit without waiting for the disk: one of a row of them, of which the last one waits.

    PostgreSQL writes commits in their order, so that one brings all before it to the disk. Where power fails earlier, the last of
    them may be gone, each whole: whoever goes on from what stands there loses nothing.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = off")


def insert(model: type[WorkspaceModel], rows: Sequence[Row], **alike: object) -> None:
    """Write new rows of the current workspace. rows: attribute names → values, the same names in each; alike: those that all share."""
    if rows:
        insert_columns(model, _turned(rows), **alike)


def insert_columns(model: type[WorkspaceModel], values: Columns, **alike: object) -> None:
    """Write new rows as `insert` does. values: attribute names → a value for each row, as many of each.

    A column that is the same in every row travels as one value. Arrays are taken apart row by row, as they are written: named in
    FROM, all of them would be kept first.
    """
    same = _same_in_all(model, values)
    shared, once = _columns(model, alike), _columns(model, same)
    columns = _columns(model, {name: column for name, column in values.items() if name not in same})
    names = ", ".join(f'"{name}"' for name in [*shared, *once, *columns])
    taken = [*_casts(shared), *(f"%s::{_plain(field)}" for field in once.values())]
    taken += [f"unnest(%s::{_plain(field)}[])" for field in columns.values()]
    statement = (
        f'INSERT INTO "{model._meta.db_table}" (workspace_id, {names}) '  # noqa: SLF001 - names of our own columns
        f"SELECT %s, {', '.join(taken)}"
    )
    with connection.cursor() as cursor:
        given = [here(), *_stored(shared, alike), *_stored(once, same), *_packed(columns, values)]
        cursor.execute(statement, given)


def _same_in_all(model: type[WorkspaceModel], values: Columns) -> dict[str, Any]:
    """Give what is the same in all rows; one column at least stays, which says how many rows there are.

    JSON is left out: there true and 1 are two things, and to Python one.
    """
    others = [(name, column) for name, column in values.items() if not isinstance(_fields(model)[name], JSONField)]
    same = {name: column[0] for name, column in others if column and column.count(column[0]) == len(column)}
    if len(same) == len(values):
        same.popitem()
    return same


def update(model: type[WorkspaceModel], rows: Sequence[Row]) -> None:
    """Write these columns of rows that are there. rows: with their id, the same names in each."""
    if not rows:
        return
    columns = _columns(model, rows[0])
    table = model._meta.db_table  # noqa: SLF001
    sets = ", ".join(f'"{name}" = coming."{field.attname}"' for name, field in columns.items() if name != "id")
    statement = (
        f'UPDATE "{table}" SET {sets} FROM {_coming(columns)} '  # noqa: S608
        f'WHERE "{table}".workspace_id = %s AND "{table}".id = coming.id'
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [*_packed(columns, _turned(rows)), here()])


def find_each(
    model: type[WorkspaceModel], name: str, texts: Sequence[str], *gives: str, **alike: object
) -> list[tuple[Any, ...]]:
    """Find rows by the text in one of their columns: give the text, and these columns of each row that has it.

    alike: what all of them have beside.
    """
    if not texts:
        return []
    given, shared = _columns(model, dict.fromkeys(gives)), _columns(model, alike)
    columns = ", ".join(f'"{column}"' for column in [name, *given])
    where = " AND ".join([f'"{name}" = ANY (%s)', *(f'"{column}" = %s' for column in shared)])
    with connection.cursor() as cursor:
        statement = f'SELECT {columns} FROM "{model._meta.db_table}" WHERE {where}'  # noqa: S608, SLF001
        cursor.execute(statement, [list(texts), *_stored(shared, alike)])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    kept = [place for place, field in enumerate(given.values(), start=1) if isinstance(field, JSONField)]
    return [_read(row, kept) for row in rows] if kept else rows


def _read(row: tuple[Any, ...], kept: Sequence[int]) -> tuple[Any, ...]:
    """Give a row with its JSON read, which comes as text."""
    return tuple(json.loads(value) if place in kept else value for place, value in enumerate(row))


def _columns(model: type[WorkspaceModel], row: Mapping[str, object]) -> "dict[str, Field[Any, Any]]":
    """Give the fields by the names of their columns, in the order of the row."""
    fields = _fields(model)
    return {str(fields[name].column): fields[name] for name in row}


@cache
def _fields(model: type[WorkspaceModel]) -> "dict[str, Field[Any, Any]]":
    return {field.attname: field for field in model._meta.concrete_fields}  # noqa: SLF001


def _casts(columns: "Mapping[str, Field[Any, Any]]") -> list[str]:
    return [f"%s::{field.db_type(connection)}" for field in columns.values()]


def _stored(columns: "Mapping[str, Field[Any, Any]]", values: Mapping[str, object]) -> list[Any]:
    return [field.get_db_prep_save(values[field.attname], connection) for field in columns.values()]


def _coming(columns: "Mapping[str, Field[Any, Any]]") -> str:
    """Name the coming rows' columns. Lengths are left to the table: a cast to one would cut what is too long."""
    arrays = ", ".join(f"%s::{_plain(field)}[]" for field in columns.values())
    return f"unnest({arrays}) AS coming ({', '.join(f'"{field.attname}"' for field in columns.values())})"


@cache
def _plain(field: "Field[Any, Any]") -> str:
    if isinstance(field, ArrayField):
        raise TypeError(f"{field.name}: arrays of arrays would be taken apart to their last values")
    return str(field.db_type(connection)).partition("(")[0]


def _turned(rows: Sequence[Row]) -> Columns:
    """Give rows by their columns."""
    return {name: [row[name] for row in rows] for name in rows[0]}


def _packed(columns: "Mapping[str, Field[Any, Any]]", values: Columns) -> Iterator[str]:
    """Write each column as an array."""
    for field in columns.values():
        column = values[field.attname]
        if isinstance(field, JSONField):
            column = [None if value is None else to_json(value).decode() for value in column]
        yield _array(column)


def _array(values: Sequence[object]) -> str:
    """Write an array as PostgreSQL reads it: JSON's with other brackets. A backslash means the next sign there.

    So JSON's backslashes and quotes are read as they are meant, and its ends of lines and other signs are not: those are written anew.
    """
    packed = to_json(values).decode()
    if "\\" in packed and "\\" in packed.replace(r"\\", "").replace(r"\"", ""):
        packed = f"[{','.join(_escaped(value) for value in values)}]"
    return f"{{{packed[1:-1]}}}"


def _escaped(value: object) -> str:
    if isinstance(value, str):
        return '"' + value.replace("\\", r"\\").replace('"', r"\"") + '"'
    return to_json(value).decode()


def count_tables_anew() -> None:
    """Let PostgreSQL count what the tables hold that an import fills, where it does not know this company yet.

    It knows one that was new at the last count as one row, and then reads all of its rows for each that is sought by name.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT count_tables_anew()")
