"""Reads a condition as it is written, and collects every fault with the path to it."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from pydantic_core import PydanticCustomError

from rounds.basics.text import listed, nearest
from rounds.policies.conditions.fields import NOT, Field, Fields
from rounds.policies.conditions.types import FieldType
from rounds.policies.conditions.wants import Want
from rounds.policies.values import Fault, Path, Registers, scalar

type Tests = list[tuple[Field, tuple[Want, ...]]]
type Found = tuple[Tests, "Found | None"]


class Reader:
    """Reads one condition; faults: what was found wrong on the way."""

    def __init__(self, fields: Fields, registers: Registers) -> None:
        self.fields = fields
        self.registers = registers
        self.faults: list[Fault] = []

    def condition(self, written: object, path: Path) -> Found:
        """Read the keys of a condition."""
        if not isinstance(written, Mapping) or not written:
            known = _quoted(self.fields.names())
            self._fault(f"Fields of a {self.fields.record} with their values belong here: {known}", path)
            return [], None
        tests = [
            (found, self._wants(found, value, (*path, found.name)))
            for key, value in written.items()
            if (found := self._field(key, written, path))
        ]
        denied = self.condition(written[NOT], (*path, NOT)) if NOT in written else None
        return tests, denied

    def _field(self, key: str, beside: Mapping[str, object], path: Path) -> Field | None:
        if key == NOT:
            return None
        if (found := self.fields.get(key)) is None:
            known = [*self.fields.names(), NOT]
            reason = f"A {self.fields.record} has no field “{key}”; it has {_quoted(known)}"
            near = nearest(key, [word for word in known if word not in beside])
            self.faults.append(Fault(reason, near, path=(*path, key), at_key=True))
        return found

    def _wants(self, field: Field, value: object, path: Path) -> tuple[Want, ...]:
        """Read what a field may be: one value, several, or a test."""
        if isinstance(value, list):
            if not value:
                self._fault("The list is empty", path)
            read = [self._want(field.type, each, (*path, place)) for place, each in enumerate(value)]
        else:
            read = [self._want(field.type, value, path)]
        return tuple(want for want in read if want is not None)

    def _want(self, type_: FieldType, value: object, path: Path) -> Want | None:
        if isinstance(value, Mapping):
            return self._test(type_, value, path)
        return self._tried(lambda: type_.one(scalar(value), self.registers), path)

    def _test(self, type_: FieldType, written: Mapping[str, object], path: Path) -> Want | None:
        if not type_.tests or not written:
            self._fault(f"A value belongs here: {type_.what}", path)
            return None
        before = len(self.faults)
        parts = {key: self._part(type_, key, value, (*path, key)) for key, value in written.items()}
        return None if len(self.faults) > before else self._tried(lambda: type_.test(parts), path)

    def _part(self, type_: FieldType, key: str, value: object, path: Path) -> object:
        if key not in type_.tests:
            reason = f"“{key}” is no test here; {_quoted(list(type_.tests))} are"
            self.faults.append(Fault(reason, nearest(key, type_.tests), path=path, at_key=True))
            return None
        return self._tried(lambda: type_.part(key, scalar(value)), path)

    def _tried[Read](self, read: Callable[[], Read], path: Path) -> Read | None:
        try:
            return read()
        except PydanticCustomError as wrong:
            found = (wrong.context or {})["faults"]
            self.faults.extend(replace(fault, path=path) for fault in found)
            return None

    def _fault(self, reason: str, path: Path) -> None:
        self.faults.append(Fault(reason, path=path))


def _quoted(words: list[str]) -> str:
    return listed([f"“{word}”" for word in words])
