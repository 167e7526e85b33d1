"""What the editor offers while a manual is written: kinds, their keys, and the values that a key takes.

Names that the manual itself declares are read by the editor from the text as it is typed; here stands which key takes which.
"""

from typing import Any

from rounds.manual.describing import Key, Shape, described
from rounds.policies.conditions import Fields
from rounds.team.permissions import ACTS


def vocabulary() -> dict[str, Any]:
    """Give kind → its keys → what each takes: `keys` inside it, `words` it may be, `names` of the kind whose names it takes."""
    return {kind.name: {key.name: _takes(key) for key in kind.keys} for kind in described()}


def _takes(key: Key) -> dict[str, Any]:
    return {**_of_shape(key.shape), **({"must": True} if key.required else {})}


def _of_shape(shape: Shape) -> dict[str, Any]:
    if asks := shape.asks():
        return {"keys": {name: takes for fields in asks for name, takes in _of_fields(fields).items()}}
    if shape.inner:
        return {"keys": {key.name: _takes(key) for key in shape.inner}}
    if shape.register == "act":
        return {"words": sorted(ACTS)}
    if shape.register:
        return {"names": shape.register}
    return {"words": list(shape.words)} if shape.words else {}


def _of_fields(fields: Fields) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name in fields.names():
        field = fields.get(name)
        assert field, "a field that is listed is known"
        register = getattr(getattr(field.type, "name", None), "register", None)
        words = field.type.words({})
        tests: dict[str, Any] = {"keys": {test: {} for test in field.type.tests}} if field.type.tests else {}
        found[name] = {**({"names": register} if register else {"words": list(words)} if words else {}), **tests}
    return found
