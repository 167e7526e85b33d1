"""Rows read and written by plain statements, for the few acts that people wait for.

Django makes a statement anew each time, which costs more than running it. Here the text is made once for a table and a set of
columns, and PostgreSQL keeps its plan. Rows of several tables are written in one statement: one way there and back.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from itertools import groupby
from typing import Any, LiteralString

from django.db import connection, models

AS_IT_IS = {str, int, bool, datetime}

type Fields = tuple[models.Field[Any, Any], ...]


def fetch(statement: str, values: Sequence[Any] | Mapping[str, Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement and give its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def execute(statement: str, values: Sequence[Any] = ()) -> None:
    """Run a statement that gives no rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


def fetch_named(statement: str, values: Sequence[Any] = ()) -> list[dict[str, Any]]:
    """Run a statement and give its rows by the names of their columns."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        names = [column.name for column in cursor.description or ()]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def find[Row: models.Model](model: type[Row], where: LiteralString, values: Sequence[Any]) -> list[Row]:
    """Give the rows of a table for which this holds. where: all that follows WHERE, with %s for each value."""
    found = fetch(f"{_selecting(model)} WHERE {where}", values)
    return [model.from_db("default", _names(model), _read(model, row)) for row in found]


def loaded[Row: models.Model](model: type[Row], **values: object) -> Row:
    """Make the object of a row that was read by other means. values: every column's, by the field's attname."""
    names = _names(model)
    return model.from_db("default", names, [values[name] for name in names])


def ids_for(*tables: type[models.Model]) -> list[int]:
    """Take an id for a new row of each of these tables, so that rows of one act can name each other before they are written."""
    [row] = fetch(_taking(tables))
    return list(row)


def insert(*rows: models.Model) -> None:
    """Write new rows, of whatever tables, in one statement; those of one shape that stand together keep their order.

    psycopg reads a statement anew each time where it has more than 50 values: what is longer is better written in two.
    Rows without an id are given one by the database and are not told. What the database computes or fills in by itself
    (generated columns, `db_default`) is left to it. Constraints are checked at the end of the statement.
    """
    shapes = [_shape(row) for row in rows]
    values = [
        _stored(field, getattr(row, field.attname))
        for row, (_, fields) in zip(rows, shapes, strict=True)
        for field in fields
    ]
    fetch(_inserting(tuple((*shape, len(list(group))) for shape, group in groupby(shapes))), values)
    for row in rows:
        row._state.adding, row._state.db = False, "default"


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row that was read in this transaction, by its id."""
    fields = _named(type(row), names)
    values = [_stored(field, getattr(row, field.attname)) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_updating(type(row), names), [*values, row.pk])


def _read(model: type[models.Model], row: tuple[Any, ...]) -> list[Any]:
    """Give a row's values as Django reads them: JSON comes as text."""
    values = list(row)
    for place in _json_of(model):
        values[place] = None if values[place] is None else json.loads(values[place])
    return values


@cache
def _json_of(model: type[models.Model]) -> tuple[int, ...]:
    fields = enumerate(model._meta.concrete_fields)
    return tuple(place for place, field in fields if isinstance(field, models.JSONField))


@cache
def _selecting(model: type[models.Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f'SELECT {columns} FROM "{model._meta.db_table}"'


@cache
def _names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _taking(tables: tuple[type[models.Model], ...]) -> str:
    return "SELECT " + ", ".join(f"nextval('{table._meta.db_table}_id_seq')" for table in tables)


def _shape(row: models.Model) -> tuple[type[models.Model], Fields]:
    """Say which columns of a row are written: those that have a value, for an absent one is null by itself."""
    return type(row), tuple(field for field in _writable(type(row)) if getattr(row, field.attname) is not None)


@cache
def _inserting(groups: tuple[tuple[type[models.Model], Fields, int], ...]) -> str:
    written = ", ".join(f"group_{place} AS ({_insert_of(*group)})" for place, group in enumerate(groups))
    return f"WITH {written} SELECT {len(groups)}"


def _insert_of(model: type[models.Model], fields: Fields, many: int) -> str:
    columns = ", ".join(f'"{field.column}"' for field in fields)
    row = f"({', '.join(['%s'] * len(fields))})"
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES {", ".join([row] * many)}'


@cache
def _updating(model: type[models.Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{field.column}" = %s' for field in _named(model, names))
    return f'UPDATE "{model._meta.db_table}" SET {columns} WHERE id = %s'


@cache
def _named(model: type[models.Model], names: tuple[str, ...]) -> Fields:
    by_name = {name: field for field in model._meta.concrete_fields for name in (field.name, field.attname)}
    return tuple(by_name[name] for name in names)


@cache
def _writable(model: type[models.Model]) -> Fields:
    return tuple(f for f in model._meta.concrete_fields if not (f.generated or f.has_db_default()))


def _stored(field: "models.Field[Any, Any]", value: object) -> Any:
    """Give a value as psycopg takes it. Most are so already; asking the field each time would cost as much as the statement."""
    if type(value) in AS_IT_IS and not isinstance(field, models.JSONField):
        return value
    return field.get_db_prep_save(value, connection)
