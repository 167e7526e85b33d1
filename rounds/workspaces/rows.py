"""Rows read and written by plain statements, for the few acts that people wait for.

Django makes a statement anew each time, which costs more than running it. Here the text is made once for a table and a set of
columns, and PostgreSQL keeps its plan. Rows of several tables are written in one statement: one way there and back.
"""

from collections.abc import Sequence
from functools import cache
from typing import Any, LiteralString

from django.db import connection, models

type Fields = tuple[models.Field[Any, Any], ...]


def fetch(statement: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Run a statement and give its rows."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    return rows


def find[Row: models.Model](model: type[Row], where: LiteralString, values: Sequence[Any]) -> list[Row]:
    """Give the rows of a table for which this holds. where: all that follows WHERE, with %s for each value."""
    names = [field.attname for field in model._meta.concrete_fields]
    found = fetch(f"{_selecting(model)} WHERE {where}", values)
    return [model.from_db("default", names, row) for row in found]


def loaded[Row: models.Model](model: type[Row], **values: object) -> Row:
    """Make the object of a row that was read by other means. values: every column's, by the field's attname."""
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db("default", names, [values[name] for name in names])


def ids_for(*tables: type[models.Model]) -> list[int]:
    """Take an id for a new row of each of these tables, so that rows of one act can name each other before they are written."""
    [row] = fetch(_taking(tables))
    return list(row)


def insert(*rows: models.Model) -> None:
    """Write new rows, of whatever tables, in one statement. Those without an id are given one by the database and not told.

    What the database computes or fills in by itself (generated columns, `db_default`) is left to it.
    Constraints are checked at the statement's end, so the rows may stand in any order.
    """
    shapes = tuple((type(row), row.pk is not None) for row in rows)
    values = [
        _stored(field, getattr(row, field.attname))
        for row, (model, named) in zip(rows, shapes, strict=True)
        for field in _written(model, named)
    ]
    fetch(_inserting(shapes), values)
    for row in rows:
        row._state.adding, row._state.db = False, "default"


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row that was read in this transaction, by its id."""
    fields = _named(type(row), names)
    values = [_stored(field, getattr(row, field.attname)) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(_updating(type(row), names), [*values, row.pk])


@cache
def _selecting(model: type[models.Model]) -> str:
    columns = ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)
    return f'SELECT {columns} FROM "{model._meta.db_table}"'


@cache
def _taking(tables: tuple[type[models.Model], ...]) -> str:
    return "SELECT " + ", ".join(f"nextval('{table._meta.db_table}_id_seq')" for table in tables)


@cache
def _inserting(shapes: tuple[tuple[type[models.Model], bool], ...]) -> str:
    written = ", ".join(f"row_{place} AS ({_insert_of(*shape)})" for place, shape in enumerate(shapes))
    return f"WITH {written} SELECT {len(shapes)}"


def _insert_of(model: type[models.Model], named: bool) -> str:
    fields = _written(model, named)
    columns = ", ".join(f'"{field.column}"' for field in fields)
    return f'INSERT INTO "{model._meta.db_table}" ({columns}) VALUES ({", ".join(["%s"] * len(fields))})'


@cache
def _updating(model: type[models.Model], names: tuple[str, ...]) -> str:
    columns = ", ".join(f'"{field.column}" = %s' for field in _named(model, names))
    return f'UPDATE "{model._meta.db_table}" SET {columns} WHERE id = %s'


@cache
def _named(model: type[models.Model], names: tuple[str, ...]) -> Fields:
    by_name = {name: field for field in model._meta.concrete_fields for name in (field.name, field.attname)}
    return tuple(by_name[name] for name in names)


@cache
def _written(model: type[models.Model], named: bool) -> Fields:
    fields = model._meta.concrete_fields
    return tuple(f for f in fields if not (f.generated or f.has_db_default() or (f.primary_key and not named)))


def _stored(field: "models.Field[Any, Any]", value: object) -> Any:
    return field.get_db_prep_save(value, connection)
