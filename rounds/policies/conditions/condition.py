"""A condition: read from a clause, asked of a record, said in a sentence."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from pydantic import GetCoreSchemaHandler, GetJsonSchemaHandler, ValidationInfo
from pydantic_core import CoreSchema, core_schema

from rounds.policies.conditions.bounds import When
from rounds.policies.conditions.fields import Counted, Field, Fields
from rounds.policies.conditions.reading import Reader
from rounds.policies.conditions.saying import said, tested
from rounds.policies.conditions.schema import schema_of
from rounds.policies.conditions.wants import Want
from rounds.policies.sentences import Part
from rounds.policies.values import Registers, faulty


@dataclass(frozen=True)
class Test:
    """One field, and what it may be: any of several."""

    field: Field
    wants: tuple[Want, ...]

    def holds(self, facts: Any, when: When) -> bool:
        """Say whether the record's value is one of them; a record without one is none."""
        value = self.field.of(facts)
        bounds = [want.bounds(when) for want in self.wants]
        if isinstance(self.field.lookup, Counted):
            return any(each.hold(each.count(value or ())) for each in bounds)
        return value is not None and any(each.hold(value) for each in bounds)


@dataclass(frozen=True)
class Condition:
    """What a record has to be: all tests hold, and what is denied does not.

    record: of which kind, as in `ticket`. written: the keys and values that it was read from.
    """

    record: str
    tests: tuple[Test, ...]
    denied: "Condition | None" = None
    written: object = field(default=None, compare=False, repr=False)

    def holds(self, facts: Any, when: When) -> bool:
        """Say whether a record is meant. facts: what the fields' `of` take."""
        return all(test.holds(facts, when) for test in self.tests) and not (
            self.denied and self.denied.holds(facts, when)
        )

    def fields(self) -> Iterator[Field]:
        """List the fields that are asked, so that only their facts are loaded."""
        for test in self.tests:
            yield test.field
        if self.denied:
            yield from self.denied.fields()

    def parts(self) -> tuple[Part, ...]:
        """Say it, with what can be changed in bold: `ticket kind is refund or credit, and not: tier is gold`."""
        return said(
            [tested(test.field, test.wants) for test in self.tests], denied=self.denied.parts() if self.denied else ()
        )

    def __str__(self) -> str:
        return "".join(part.text for part in self.parts())


@dataclass(frozen=True)
class Over:
    """Tell pydantic that a field of a clause is a condition over these fields."""

    fields: Fields

    def read(self, written: object, registers: Registers) -> Condition:
        """Read a condition from bare values. Raises PydanticCustomError with every fault, each at its path."""
        if isinstance(written, Condition):
            return written
        reader = Reader(self.fields, registers)
        tests, denied = reader.condition(written, ())
        if reader.faults:
            raise faulty(reader.faults)
        return replace(_made(self.fields.record, tests, denied), written=written)

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell pydantic to read it by its fields."""

        def read(written: object, info: ValidationInfo) -> Condition:
            return self.read(written, info.context or {})

        return self._reading(read)

    def _reading(self, read: Callable[[object, ValidationInfo], Condition]) -> CoreSchema:
        as_written = core_schema.plain_serializer_function_ser_schema(lambda condition: condition.written)
        return core_schema.with_info_plain_validator_function(read, serialization=as_written)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe it to editors."""
        return schema_of(self.fields)


@dataclass(frozen=True)
class OverEither(Over):
    """The same, over other fields where another key of the clause, which is declared before this one, has a certain value."""

    key: str
    value: object
    other: Fields

    def __get_pydantic_core_schema__(self, source: object, handler: GetCoreSchemaHandler) -> CoreSchema:
        """Tell pydantic to read it by the fields of the record that the other key names."""

        def read(written: object, info: ValidationInfo) -> Condition:
            meant = Over(self.other) if info.data.get(self.key) == self.value else self
            return meant.read(written, info.context or {})

        return self._reading(read)


def _made(record: str, tests: Any, denied: Any) -> Condition:
    every = tuple(Test(field, wants) for field, wants in tests)
    return Condition(record, every, _made(record, *denied) if denied else None)
