"""Reading what a form or a file says of a record, by the fields there are."""

from collections.abc import Mapping, Sequence

from django.db import connection

from rounds.accounts.fields import BUILT_IN, MOST_VALUE, Declared, Record, Value, read, zone_problem
from rounds.accounts.queries import declared
from rounds.basics.problems import Problem
from rounds.basics.text import nearest
from rounds.workspaces.current import here


def one_at_a_time(what: str, source: str) -> None:
    """Let batches of one source wait for each other until the transaction ends: the second sees what the first has made."""
    with connection.cursor() as cursor:
        name = f"import {here()} {what} {source}"
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


def declared_fields(record: Record) -> dict[str, Declared]:
    """Give the fields that the team declared for a kind of record, by name."""
    return {field.name: field for field in declared(record)}


def text_problems(record: Record, values: Mapping[str, str], *, needed: Sequence[str] = ()) -> list[Problem]:
    """Say what is wrong with a record's own columns. needed: those that may not be emptied."""
    words = BUILT_IN[record]
    problems = [
        Problem("missing", f"The {words[name]} is missing.", f"Every {record} has one.", field=name)
        for name in needed
        if name in values and not values[name].strip()
    ]
    long = [name for name, value in values.items() if len(value) > MOST_VALUE]
    problems += [
        Problem("too long", f"The {words[name]} has more than {MOST_VALUE:,} characters.", field=name) for name in long
    ]
    zone = zone_problem(values.get("zone", "").strip())
    return [*problems, zone] if zone else problems


def read_fields(known: Mapping[str, Declared], written: Mapping[str, str]) -> tuple[dict[str, Value], list[Problem]]:
    """Read values of declared fields; give what could be read, and what could not."""
    kept: dict[str, Value] = {}
    problems: list[Problem] = []
    for name, text in written.items():
        if (field := known.get(name)) is None:
            near = nearest(name, known)
            fix = f"Did you mean “{near}”?" if near else "Declare it first."
            problems.append(Problem("no field", f"There is no field “{name}”.", fix, field=name))
            continue
        value = read(field.type, text)
        if isinstance(value, Problem):
            problems.append(Problem(value.code, value.text, value.fix, field=name))
        else:
            kept[name] = value
    return kept, problems
