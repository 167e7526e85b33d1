"""Rows read and written by plain statements, for the few acts that people wait for.

Django makes a statement anew each time, which costs more than running it. Here the text is made once for a table and a set of
columns, and PostgreSQL keeps its plan. Rows of several tables are written in one statement: one way there and back.
"""

import json
import re
import threading
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cache, cached_property
from itertools import compress, count, groupby
from operator import attrgetter
from typing import Any, LiteralString, cast

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections, models
from django.db.models.expressions import DatabaseDefault
from psycopg.errors import ForeignKeyViolation
from psycopg.pq.abc import PGresult

from rounds.basics.problems import NotThere
from rounds.postgres.backend.base import DatabaseWrapper

NULL = frozenset({type(None)})
AS_IT_IS = NULL | {str, int, bool, datetime}

type Values = Sequence[Any] | dict[str, Any]
type Rows = list[tuple[Any, ...]]
type Fields = tuple[models.Field[Any, Any], ...]


def fetch(statement: str, values: Values = ()) -> list[tuple[Any, ...]]:
    """Run a statement and give its rows."""
    return _run(statement, values)[1]


def execute(statement: str, values: Values = ()) -> None:
    """Run a statement that gives no rows."""
    _run(statement, values)


def fetch_named(statement: str, values: Values = ()) -> list[dict[str, Any]]:
    """Run a statement and give its rows by the names of their columns."""
    found, rows = _run(statement, values)
    names = [(found.fname(place) or b"").decode() for place in range(found.nfields)]
    return [dict(zip(names, row, strict=True)) for row in rows]


def find[Row: models.Model](model: type[Row], where: LiteralString, values: Sequence[Any]) -> list[Row]:
    """Give the rows of a table for which this holds. where: all that follows WHERE, with %s for each value."""
    found = fetch(f"{_selecting(model)} WHERE {where}", values)
    return [model.from_db("default", _names(model), _read(model, row)) for row in found]


def find_joined[One: models.Model, Two: models.Model](
    one: type[One], two: type[Two], joined: LiteralString, values: Sequence[Any]
) -> list[tuple[One, Two]]:
    """Give rows of two tables that belong together. joined: all that follows FROM, with each table under its own name."""
    found = fetch(f"SELECT {_named_columns(one)}, {_named_columns(two)} FROM {joined}", values)
    many = len(_names(one))
    return [
        (
            one.from_db("default", _names(one), _read(one, row[:many])),
            two.from_db("default", _names(two), _read(two, row[many:])),
        )
        for row in found
    ]


def find_changed[Row: models.Model](
    model: type[Row], sets: LiteralString, where: LiteralString, values: Sequence[Any]
) -> list[Row]:
    """Change the rows of a table for which this holds, and give them as they stand now. sets, where: all that follows SET, and WHERE."""
    statement = f'UPDATE "{model._meta.db_table}" SET {sets} WHERE {where} RETURNING {_columns(model)}'
    return [model.from_db("default", _names(model), _read(model, row)) for row in fetch(statement, values)]


def loaded[Row: models.Model](model: type[Row], **values: object) -> Row:
    """Make the object of a row that was read by other means. values: every column's, by the field's attname."""
    names = _names(model)
    return model.from_db("default", names, [values[name] for name in names])


def ids_for(*tables: type[models.Model]) -> list[int]:
    """Take an id for a new row of each of these tables, so that rows of one act can name each other before they are written."""
    [row] = fetch(_taking(tables))
    return list(row)


@dataclass(frozen=True, slots=True)
class Change:
    """A row that was read in this transaction, of which these fields are to be written."""

    row: models.Model
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Rows that are to go. where: all that follows WHERE, with %s for each value."""

    model: type[models.Model]
    where: LiteralString
    values: tuple[Any, ...]


type Step = models.Model | Change | Without


def write(*steps: Step) -> None:
    """Write all that an act changes in one statement: new rows, changed rows, and rows that go, of whatever tables.

    New rows of one shape that stand together keep their order. Those without an id are given one by the database and are not
    told. What the database computes (generated columns), or fills in where no value was given (`db_default`), is left to it. No step
    sees what another one wrote, and constraints are checked at the end of the statement; so each row may stand in one step only.
    """
    if not steps:
        return
    shapes: list[Shape] = []
    values: list[Any] = []
    for step in steps:
        shape, found = _shaped(step)
        shapes.append(shape)
        values += found
    statement = _writing(tuple((shape, len(list(group))) for shape, group in groupby(shapes)))
    _run(statement, values)
    for step in steps:
        if isinstance(step, models.Model):
            step._state.adding, step._state.db = False, "default"


def insert(*rows: models.Model) -> None:
    """Write new rows, as `write` does. Raises NotThere where one refers to what this workspace does not have."""
    with naming_only_ours():
        write(*rows)


@contextmanager
def naming_only_ours() -> Iterator[None]:
    """Say of a new row that refers to another workspace's record that it is not there: keys hold the workspace, so none leads across."""
    try:
        yield
    except IntegrityError as broken:
        if not isinstance(broken.__cause__, ForeignKeyViolation):
            raise
        raise NotThere(broken.__cause__.diag.constraint_name or "record") from broken


def update(row: models.Model, *names: str) -> None:
    """Write these fields of a row that was read in this transaction, by its id."""
    write(Change(row, names))


def _run(statement: str, values: Values) -> tuple[PGresult, Rows]:
    """Run a statement on Django's connection, past its cursors: they cost as much as a small statement does."""
    ours = _connection()
    if not ours.in_atomic_block:
        ours.close_if_health_check_failed()
        ours.ensure_connection()
    ours.validate_no_broken_transaction()
    if ours.force_debug_cursor:
        ours.queries_log.append({"sql": statement, "time": "unknown"})
    with ours.wrap_database_errors:
        return ours.prepared.run(statement, values)


class Own(threading.local):
    """The connection of a thread; looking for it costs as much as a tenth of a statement does."""

    connection: DatabaseWrapper | None = None


_own = Own()


def _connection() -> DatabaseWrapper:
    found = _own.connection
    if found is None:
        found = _own.connection = cast("DatabaseWrapper", connections[DEFAULT_DB_ALIAS])
    return found


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
    return f'SELECT {_columns(model)} FROM "{model._meta.db_table}"'


@cache
def _columns(model: type[models.Model]) -> str:
    return ", ".join(f'"{field.column}"' for field in model._meta.concrete_fields)


@cache
def _named_columns(model: type[models.Model]) -> str:
    table = model._meta.db_table
    return ", ".join(f'"{table}"."{field.column}"' for field in model._meta.concrete_fields)


@cache
def _names(model: type[models.Model]) -> tuple[str, ...]:
    return tuple(field.attname for field in model._meta.concrete_fields)


@cache
def _taking(tables: tuple[type[models.Model], ...]) -> str:
    return "SELECT " + ", ".join(f"nextval('{table._meta.db_table}_id_seq')" for table in tables)


@dataclass(frozen=True, eq=False)
class Shape:
    """What a step's text depends on; there is one for each text, so that comparing them costs nothing.

    fields: that it writes. where: of rows that go.
    """

    step: type[Any]
    model: type[models.Model]
    fields: Fields = ()
    where: LiteralString = ""

    @cached_property
    def read(self) -> Callable[[object], tuple[Any, ...]]:
        """Give what reads the values of its fields from a row, and with them the row's id."""
        return attrgetter(*(field.attname for field in self.fields), "id")

    @cached_property
    def taken(self) -> tuple[frozenset[type], ...]:
        """Say for each field which values psycopg takes as they are; asking the field costs as much as the statement."""
        return tuple(NULL if isinstance(field, models.JSONField) else AS_IT_IS for field in self.fields)

    def stored(self, values: Iterable[Any]) -> list[Any]:
        """Give the values of its fields as psycopg takes them."""
        return [
            value if type(value) in taken else field.get_db_prep_save(value, _connection())
            for field, taken, value in zip(self.fields, self.taken, values, strict=True)
        ]


def _shaped(step: Step) -> tuple[Shape, list[Any]]:
    """Give a step's shape, and its values in the order of the shape's text."""
    if isinstance(step, Without):
        return _dropping(step.model, step.where), list(step.values)
    if isinstance(step, Change):
        shape = _changing(type(step.row), step.names)
        *found, row_id = shape.read(step.row)
        return shape, [*shape.stored(found), row_id]
    *found, _ = _whole(type(step)).read(step)
    present = [value is not None and type(value) is not DatabaseDefault for value in found]
    shape = _adding(type(step), tuple(present))
    return shape, shape.stored(compress(found, present))


@cache
def _whole(model: type[models.Model]) -> Shape:
    return Shape(models.Model, model, _writable(model))


@cache
def _adding(model: type[models.Model], present: tuple[bool, ...]) -> Shape:
    """A column that has no value is left out, for an absent one is null by itself."""
    return Shape(models.Model, model, tuple(compress(_writable(model), present)))


@cache
def _changing(model: type[models.Model], names: tuple[str, ...]) -> Shape:
    return Shape(Change, model, _named(model, names))


@cache
def _dropping(model: type[models.Model], where: LiteralString) -> Shape:
    return Shape(Without, model, where=where)


@cache
def _writing(groups: tuple[tuple[Shape, int], ...]) -> str:
    """Put the statement together, its values numbered in the order of the steps."""
    parts = [part for shape, many in groups for part in _parts(shape, many)]
    numbers = count(1)
    text = re.sub(
        "%s", lambda _: f"${next(numbers)}", ", ".join(f"step_{n} AS ({part})" for n, part in enumerate(parts))
    )
    return f"WITH {text} SELECT {len(parts)}"


def _parts(shape: Shape, many: int) -> list[str]:
    table = f'"{shape.model._meta.db_table}"'
    if shape.step is Without:
        return [f"DELETE FROM {table} WHERE {shape.where}"] * many
    if shape.step is Change:
        columns = ", ".join(f'"{field.column}" = %s' for field in shape.fields)
        return [f"UPDATE {table} SET {columns} WHERE id = %s"] * many
    columns = ", ".join(f'"{field.column}"' for field in shape.fields)
    row = f"({', '.join(['%s'] * len(shape.fields))})"
    return [f"INSERT INTO {table} ({columns}) VALUES {', '.join([row] * many)}"]


@cache
def _named(model: type[models.Model], names: tuple[str, ...]) -> Fields:
    by_name = {name: field for field in model._meta.concrete_fields for name in (field.name, field.attname)}
    return tuple(by_name[name] for name in names)


@cache
def _writable(model: type[models.Model]) -> Fields:
    return tuple(f for f in model._meta.concrete_fields if not f.generated)
