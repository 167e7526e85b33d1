"""Conditions over what the manual's facts come to: `{items: {none within: 90 days}, quiet users: {at most: 2}}`.

Which facts there are stands in the manual, so the fields are as many as it declares. What a condition asks is worked out first
(`asked_of`), so that it is counted for many accounts at once; then each account is judged by its numbers.
"""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from operator import itemgetter
from typing import Any

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from rounds.policies.conditions import Condition, CountType, Field, Fields, Over, Test, When
from rounds.policies.conditions.saying import tested
from rounds.policies.values import Registers

RECORD = "firm in figures"


class FactFields(Fields):
    """The facts of a manual as fields. known: their names; None where any may be one, since the manual was checked before."""

    named_by = ("fact", CountType.what)

    def __init__(self, known: Collection[str] | None = None) -> None:
        super().__init__(RECORD, ())
        self._known = known

    def get(self, name: str) -> Field | None:
        """Find a fact."""
        if self._known is not None and name not in self._known:
            return None
        return Field(name, CountType(), of=itemgetter(name), lookup=name)

    def names(self) -> list[str]:
        """List them."""
        return list(self._known or ())


@dataclass(frozen=True)
class OverFacts(Over):
    """Tell pydantic that a field of a clause is a condition over the manual's facts."""

    fields: Fields = field(default_factory=FactFields)

    def read(self, written: object, registers: Registers) -> Condition:
        """Read a condition, by the facts that are declared where the registers are at hand."""
        return Over(FactFields(registers.get("fact"))).read(written, registers)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe it to editors."""
        return {
            "type": "object",
            "minProperties": 1,
            "description": "Facts of the manual with how many there have to be.",
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact, and from when on what happened counts: aware, None for ever."""

    fact: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """One test of a condition, as it came out. said: as the manual puts it; number: what there is."""

    said: str
    number: int
    met: bool


type Number = Callable[[Asked], int]


def asked_of(condition: Condition, when: When) -> Iterator[Asked]:
    """List what has to be counted for a condition."""
    for test in condition.tests:
        for want in test.wants:
            yield Asked(test.field.name, want.bounds(when).since)
    if condition.denied:
        yield from asked_of(condition.denied, when)


def told_of(condition: Condition, when: When, number: Number) -> tuple[Told, ...]:
    """Say how each test of a condition came out; the condition holds where all are met."""
    told = tuple(_told(test, when, number) for test in condition.tests)
    if condition.denied is None:
        return told
    denied = told_of(condition.denied, when, number)
    hit = all(each.met for each in denied)
    return (*told, *(Told(f"not: {each.said}", each.number, not hit) for each in denied))


def _told(test: Test, when: When, number: Number) -> Told:
    said = "".join(part.text for part in tested(test.field, test.wants))
    numbers = [(want.bounds(when), number(Asked(test.field.name, want.bounds(when).since))) for want in test.wants]
    met = next((found for bounds, found in numbers if bounds.hold(found)), None)
    return Told(said, numbers[0][1] if met is None else met, met is not None)
