"""The fields of a kind of record: their names, their types, and where the values are."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from rounds.policies.conditions.bounds import Value
from rounds.policies.conditions.types import FieldType


@dataclass(frozen=True)
class Counted:
    """What a count counts: rows of a table. model: as in `desk.Message`. by: its column that is the record's `outer`.

    moment: the column with the time at which each happened. where: what else the rows have to be.
    """

    model: str
    by: str
    moment: str
    outer: str = "pk"
    where: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class Present:
    """Whether the ORM path leads to anything, for a field of yes and no."""

    path: str


type Lookup = str | Counted | Present


@dataclass(frozen=True)
class Field:
    """One field. of: gives its value from the facts of a record, None where there is none; of a count, the moments.

    lookup: the ORM path to the value, what is counted, or whether something is there.
    """

    name: str
    type: FieldType
    of: Callable[[Any], Any] = field(compare=False)
    lookup: Lookup


@dataclass(frozen=True)
class Through:
    """The fields of another record that this one has, as a ticket has its account's. path: of the ORM."""

    fields: "Fields"
    path: str
    of: Callable[[Any], Any]

    def field(self, name: str) -> Field | None:
        """Give one of its fields as a field of this record."""
        inner = self.fields.get(name)
        return replace(inner, of=self._of(inner), lookup=self._lookup(inner.lookup)) if inner else None

    def _of(self, inner: Field) -> Callable[[Any], Any]:
        def value(facts: Any) -> Value | None:
            other = self.of(facts)
            return None if other is None else inner.of(other)

        return value

    def _lookup(self, lookup: Lookup) -> Lookup:
        if isinstance(lookup, Present):
            return Present(f"{self.path}__{lookup.path}")
        if isinstance(lookup, Counted):
            return replace(lookup, outer=f"{self.path}__{lookup.outer}")
        return f"{self.path}__{lookup}"


class Fields:
    """All that can be asked of a kind of record. named_by: the kind of clause whose names are fields as well, and what they hold."""

    named_by: tuple[str, str] | None = None

    def __init__(self, record: str, fields: Iterable[Field], through: Iterable[Through] = ()) -> None:
        self.record = record
        self._own: dict[str, Field] = {}
        self._through = tuple(through)
        self.add(*fields)

    def add(self, *fields: Field) -> None:
        """Declare more fields, at start. Raises ValueError where a name is taken."""
        for each in fields:
            taken = self._own.setdefault(each.name, each)
            if taken != each or each.name == NOT:
                raise ValueError(f"A {self.record} has a field “{each.name}” already.")

    def without(self, *names: str) -> "Fields":
        """Give the same fields but for these, for a clause that cannot ask them."""
        return Fields(self.record, [each for each in self._own.values() if each.name not in names], self._through)

    def get(self, name: str) -> Field | None:
        """Find a field: the record's own first, then those of what it belongs to."""
        found = (each.field(name) for each in self._through)
        return self._own.get(name) or next((each for each in found if each), None)

    def names(self) -> list[str]:
        """List the names, the record's own first."""
        further = [name for each in self._through for name in each.fields.names()]
        return list(dict.fromkeys([*self._own, *further]))


NOT = "not"
