"""The usage of a workspace as one table: its columns, and how moments stand in it."""

from datetime import UTC, datetime

SCHEMA = {
    "id": "int64",
    "source": "string",
    "account": "int64",
    "asset": "int64",
    "person": "int64",
    "event": "string",
    "at": "timestamp(6)",
    "product": "string",
    "feature": "string",
    "media": "string",
    "item": "string",
    "quantity": "float64",
}
"""The table's columns, as Ibis calls their types. `at` is UTC, without saying so; a word that is not said is null."""


def plain(at: datetime) -> datetime:
    """Give a moment as the table has it: UTC, without saying so. at: aware."""
    return at.astimezone(UTC).replace(tzinfo=None)


def aware(value: object) -> object:
    """Give a value of an answer as the rooms have it: a moment is aware."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) else value
