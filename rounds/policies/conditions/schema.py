"""Describes a condition to editors, in JSON Schema."""

from typing import Any

from rounds.policies.conditions.fields import NOT, Field, Fields

_VALUE = {"type": ["string", "number", "boolean"]}


def schema_of(fields: Fields) -> dict[str, Any]:
    """Give the schema of a condition over these fields."""
    known = {name: _of_field(found) for name in fields.names() if (found := fields.get(name))}
    named = fields.get(f"the name of a {fields.named_by[0]}") if fields.named_by else None
    others = _of_field(named) if named else False
    inner: dict[str, Any] = {"type": "object", "properties": known, "additionalProperties": others, "minProperties": 1}
    return {**inner, "properties": {**known, NOT: {**inner, "description": "What must not hold."}}}


def _of_field(field: Field) -> dict[str, Any]:
    words = field.type.words({})
    one: dict[str, Any] = {"enum": list(words)} if words else dict(_VALUE)
    tests = {key: {**_VALUE, "examples": [example]} for key, example in field.type.tests.items()}
    test = [{"type": "object", "properties": tests, "additionalProperties": False}] if tests else []
    return {"anyOf": [one, {"type": "array", "items": one}, *test], "description": field.type.what}
