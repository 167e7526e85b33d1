"""Rows of usage become records of it, or are turned away with a reason; what waits for its account is listed among those."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rounds.accounts.coming import Brought, Fate, Turned
from rounds.basics.problems import Problem
from rounds.imports.mapping import Map
from rounds.imports.reading import Table
from rounds.imports.turning import Given, given
from rounds.telemetry.rules import Answer, Usage, numbered, usage_problem
from rounds.telemetry.rules import Fate as Became

COLUMNS = {
    "event id": "key",
    "account id": "account",
    "asset id": "asset",
    "user": "user",
    "user name": "user_name",
    "event": "event",
    "product": "product",
    "feature": "feature",
    "media kind": "media",
    "item": "item",
}
"""The field of a record behind each word."""


@dataclass(frozen=True, slots=True)
class ComingUsage:
    """One record of usage on its way in. line: where it stands in the file."""

    line: int
    usage: Usage


def usages(found: Map, table: Table, zone: ZoneInfo) -> list[ComingUsage | Turned]:
    """Turn rows into records. A row without an event id is known by what it says, and by which of its equals it is."""
    rows = given(found, table, zone)
    read = [_read(found, rows, place) for place in range(len(rows.lines))]
    with_ids = iter(numbered([each for each in read if isinstance(each, Usage)]))
    made: list[ComingUsage | Turned] = []
    for line, each in zip(rows.lines, read, strict=True):
        if isinstance(each, Turned):
            made.append(each)
        else:
            usage = next(with_ids)
            problem = usage_problem(usage)
            made.append(Turned(line, each.key, problem) if problem else ComingUsage(line, usage))
    return made


def told(used: Sequence[ComingUsage], answers: Sequence[Answer]) -> Brought:
    """Say what became of records, as imports count it: those that wait are among those that are turned away, with what to do."""
    fates = Counter(FATES[answer.fate] for answer in answers if answer.fate in FATES)
    return Brought(fates, tuple(_turned(used, answers)))


FATES = {Became.IN: Fate.MADE, Became.KNOWN: Fate.LEFT}


def _turned(used: Sequence[ComingUsage], answers: Sequence[Answer]) -> Iterator[Turned]:
    for one, answer in zip(used, answers, strict=True):
        if answer.problem:
            yield Turned(one.line, one.usage.key, answer.problem)


def _read(found: Map, rows: Given, place: int) -> Usage | Turned:
    words = {field: rows.text(word)[place] for word, field in COLUMNS.items()}
    at = rows.moment("at")[place]
    problem = rows.problems.get(place) or (None if at else NO_MOMENT)
    if problem or at is None:
        return Turned(rows.lines[place], words["key"], problem or NO_MOMENT)
    said = rows.text("quantity")[place]
    return Usage(
        source=found.source,
        knows=rows.text("account source")[place] or found.source,
        at=at,
        quantity=float(said) if said else None,
        **words,
    )


NO_MOMENT = Problem("missing", "It does not say when it happened.", "Every record has a moment.", field="at")
