"""A JSON Schema of one clause, for editors that read YAML by one."""

from typing import Any

from rounds.manual.describing import Key, Kind, Shape, described
from rounds.policies.conditions.schema import schema_of
from rounds.team.permissions import ACTS

SCALAR = {"type": ["string", "number", "boolean"]}


def schema() -> dict[str, Any]:
    """Describe a clause of any kind: its first key names the kind."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A clause of an operating manual",
        "oneOf": [_kind(kind) for kind in described()],
    }


def _kind(kind: Kind) -> dict[str, Any]:
    named = {"type": "string", "minLength": 1, "description": kind.means}
    return {
        "title": kind.name,
        "type": "object",
        "properties": {kind.name: named, **{key.name: _key(key) for key in kind.keys}},
        "required": [kind.name, *(key.name for key in kind.keys if key.required)],
        "additionalProperties": False,
    }


def _key(key: Key) -> dict[str, Any]:
    value = _value(key.shape)
    means = " ".join(filter(None, [key.means, f"Left out: {key.default}" if key.default else ""]))
    found = {"anyOf": [value, {"type": "array", "items": value, "minItems": 1}]} if key.shape.many else value
    return {**found, "description": means} if means else found


def _value(shape: Shape) -> dict[str, Any]:
    if asks := shape.asks():
        return schema_of(asks[0]) if len(asks) == 1 else {"anyOf": [schema_of(fields) for fields in asks]}
    if shape.inner:
        return {
            "type": "object",
            "properties": {key.name: _key(key) for key in shape.inner},
            "required": [key.name for key in shape.inner if key.required],
            "additionalProperties": False,
        }
    if shape.any_key:
        return {"type": "object", "additionalProperties": {"enum": list(shape.any_key)}, "minProperties": 1}
    if shape.any_text:
        return {"type": "object", "additionalProperties": SCALAR, "minProperties": 1}
    words = sorted(ACTS) if shape.register == "act" else list(shape.words)
    if shape.besides:
        return {"anyOf": [{"enum": words}, {**SCALAR, "title": shape.besides}]}
    return {"enum": words} if words else {**SCALAR, "title": shape.said}
