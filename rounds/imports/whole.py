"""A file and its map become the records of one import, in the order in which they come in; the same each time it is read."""

from dataclasses import dataclass
from functools import cached_property

from rounds.accounts.coming import Coming, Turned
from rounds.accounts.commands.loading import declared_fields
from rounds.accounts.fields import Declared, FieldType
from rounds.basics.problems import refuse_if
from rounds.desk.imported import ComingTicket
from rounds.imports.fitting import fitting_problems
from rounds.imports.mapping import Map, zone_of
from rounds.imports.pasts import tickets
from rounds.imports.reading import Table, read_table
from rounds.imports.records import RECORD, records
from rounds.imports.targets import What
from rounds.imports.usages import ComingUsage, usages
from rounds.policies.queries import book

type Arrival = Coming | ComingTicket | ComingUsage | Turned


@dataclass(frozen=True)
class Whole:
    """All that a file brings. arrivals: records, and rows that are turned away."""

    map: Map
    table: Table
    arrivals: tuple[Arrival, ...]

    def cells(self, line: int) -> tuple[str, ...]:
        """Give a row's cells by its line."""
        return self._by_line.get(line, ())

    @cached_property
    def _by_line(self) -> dict[int, tuple[str, ...]]:
        return {row.line: row.cells for row in self.table.rows}


def whole(data: bytes, found: Map, *, most: int) -> Whole:
    """Read a file by its map, in the workspace's zone and by its declared fields. Raises Refused where the two do not fit."""
    return whole_of(read_table(data, most=most, way=found.way), found)


def whole_of(table: Table, found: Map) -> Whole:
    """Turn a table that was read already. Raises Refused where it and the map do not fit."""
    refuse_if(fitting_problems(found, table))
    zone = zone_of(found, book().zone)
    if found.what is What.TICKETS:
        return Whole(found, table, tuple(tickets(found, table, zone)))
    if found.what is What.USAGE:
        return Whole(found, table, tuple(usages(found, table, zone)))
    declared = _to_declare(found) | declared_fields(RECORD[found.what])
    return Whole(found, table, tuple(records(found, table, zone, declared)))


def _to_declare(found: Map) -> dict[str, Declared]:
    """Give the fields that the map declares; a type that is not said is text."""
    own = {
        column.becomes.removeprefix("field ")
        for column in found.columns.values()
        if column.becomes.startswith("field ")
    }
    said = {name: Declared(name, FieldType(type_)) for name, type_ in found.fields.items()}
    return {name: Declared(name, FieldType.TEXT) for name in own} | said
