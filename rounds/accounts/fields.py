"""What can be known of a firm, a person or an asset: the fields that every team has, and those that a team declares for itself."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from enum import StrEnum
from functools import cache
from zoneinfo import available_timezones

from rounds.basics.problems import Problem
from rounds.basics.text import nearest

type Value = str | int | float | bool | None
"""A value as it is kept: a day is its ISO text."""


class Record(StrEnum):
    """What a field belongs to."""

    ACCOUNT = "account"
    CONTACT = "contact"
    ASSET = "asset"


class FieldType(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    DAY = "day"
    YES_NO = "yes or no"


BUILT_IN: Mapping[Record, Mapping[str, str]] = {
    Record.ACCOUNT: {
        "name": "name",
        "phone": "phone",
        "lifecycle": "lifecycle stage",
        "tier": "tier",
        "region": "region",
        "firm_type": "type",
        "zone": "time zone",
    },
    Record.CONTACT: {"name": "name", "title": "title", "phone": "phone"},
    Record.ASSET: {"kind": "kind", "serial": "serial", "name": "name", "software": "software version"},
}
"""Columns of text that every team has, each with the words that people read."""

MOST_VALUE = 2_000
MOST_NAME = 60
YES = frozenset({"yes", "true", "y", "1", "on"})
NO = frozenset({"no", "false", "n", "0", "off"})


@dataclass(frozen=True, slots=True)
class Declared:
    """A field that a team declared for itself."""

    name: str
    type: FieldType


def declaring_problems(record: Record, name: str, type_: str) -> list[Problem]:
    """Say what stands in the way of a new field."""
    problems = []
    if not name.strip() or len(name) > MOST_NAME:
        fix = "Use a few plain words, such as “stations”."
        problems.append(Problem("no name", f"A field has a name of 1 to {MOST_NAME} characters.", fix, "name"))
    if name in BUILT_IN[record].values():
        text = f"Every {record} has a field “{name}” already."
        problems.append(Problem("built in", text, "Use that one.", field="name"))
    if type_ not in list(FieldType):
        near = nearest(type_, FieldType)
        text = f"There is no type “{type_}” of field."
        problems.append(Problem("no type", text, f"Did you mean “{near}”?" if near else _types(), field="type"))
    return problems


def zone_problem(written: str) -> Problem | None:
    """Say why this is no time zone; an empty one is the team's."""
    if not written or written in available_zones():
        return None
    near = nearest(written, available_zones())
    fix = f"Nearest: “{near}”." if near else "Write it as Europe/Berlin."
    return Problem("unknown zone", f"There is no time zone “{written[:60]}”.", fix, field="zone")


@cache
def available_zones() -> frozenset[str]:
    """Give the names of the tz database."""
    return frozenset(available_timezones())


def read(type_: FieldType, written: str) -> Value | Problem:
    """Read a value of a declared field from the text that a person or a file has; empty is None."""
    text = written.strip()
    if not text:
        return None
    if len(text) > MOST_VALUE:
        return Problem("too long", f"A value has {MOST_VALUE:,} characters at most.")
    return _READERS[type_](text)


def _text(text: str) -> Value | Problem:
    return text


def _number(text: str) -> Value | Problem:
    try:
        number = Decimal(text.replace(" ", "").replace("\u00a0", ""))
    except InvalidOperation:
        return Problem("no number", f"“{text[:40]}” is no number.", "Write it as 1234.5.")
    if not number.is_finite() or abs(number) > 10**15:
        return Problem("no number", f"“{text[:40]}” is no number that can be kept.")
    return int(number) if number == number.to_integral_value() else float(number)


def _day(text: str) -> Value | Problem:
    try:
        return date.fromisoformat(text[:10]).isoformat()
    except ValueError:
        return Problem("no day", f"“{text[:40]}” is no day.", "Write it as 2026-12-02.")


def _yes_no(text: str) -> Value | Problem:
    word = text.casefold()
    if word in YES or word in NO:
        return word in YES
    return Problem("no yes or no", f"“{text[:40]}” is neither yes nor no.")


_READERS: Mapping[FieldType, Callable[[str], Value | Problem]] = {
    FieldType.TEXT: _text,
    FieldType.NUMBER: _number,
    FieldType.DAY: _day,
    FieldType.YES_NO: _yes_no,
}


def _types() -> str:
    return f"There are {', '.join(FieldType)}."
