"""JSON objects that come from outside: each key stands in one once, or nobody can say which of its values was meant."""

import json
from collections.abc import Sequence
from typing import Any

from rounds.basics.text import first_twice


class Twice(ValueError):
    """A key stands twice in one object. key: which."""

    def __init__(self, key: str) -> None:
        self.key = key
        super().__init__(f"the key “{key[:60]}” stands twice")


def read_json(text: str | bytes) -> Any:
    """Read JSON as the standard library does. Raises ValueError: Twice for a key that stands twice, and for what nests too deep too."""
    try:
        return json.loads(text, object_pairs_hook=_once)
    except RecursionError as deep:
        raise ValueError("it nests deeper than anybody writes") from deep


def refuse_twice(text: bytes) -> None:
    """Look through JSON that was read already for a key that stands twice in one object. Raises Twice."""
    json.loads(text, object_pairs_hook=_once, parse_int=str, parse_float=str)


def _once(pairs: Sequence[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        raise Twice(first_twice(key for key, _ in pairs) or "")
    return found
