"""What a seal is: a hash over the hash before it and all that an event says.

The form is ours, not the database's: PostgreSQL prints a moment in the zone of whoever asks.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from hashlib import sha256

FIRST = bytes(32)
"""Stands before the first seal."""


def chained(before: bytes, columns: Mapping[str, object]) -> bytes:
    """Give the hash of an event behind the hash before it. columns: all of the event's row, by their names."""
    return sha256(before + canonical(columns)).digest()


def canonical(columns: Mapping[str, object]) -> bytes:
    """Write a row in the one form in which it is hashed: JSON, keys in order, no spaces, moments in UTC.

    Empty columns (NULL) are left out, so that a column that comes later changes no hash of what stood before it.
    """
    said = {name: _plain(value) for name, value in columns.items() if value is not None}
    return _JSON.encode(said).encode()


_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def _plain(value: object) -> object:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else value
