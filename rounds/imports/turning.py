"""Rows of a table become records, or are turned away with a reason; the whole file at once, nothing read from a database."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from rounds.accounts.coming import Coming, Named, Turned
from rounds.accounts.fields import Declared, Record, read
from rounds.basics.problems import Problem
from rounds.basics.text import nearest
from rounds.desk.imported import ComingTicket
from rounds.imports.mapping import Column, Map
from rounds.imports.moments import Reader, decide, quick
from rounds.imports.reading import Row, Table
from rounds.imports.targets import Sort, What, target

type Arrival = Coming | ComingTicket | Turned

RECORD = {What.ACCOUNTS: Record.ACCOUNT, What.CONTACTS: Record.CONTACT, What.ASSETS: Record.ASSET}
COLUMNS = {
    "name": "name",
    "phone": "phone",
    "lifecycle stage": "lifecycle",
    "tier": "tier",
    "region": "region",
    "type": "firm_type",
    "title": "title",
    "kind": "kind",
    "serial": "serial",
    "software version": "software",
}
"""The column of ours behind each word."""
NAMELESS = {
    Record.ACCOUNT: "No name.",
    Record.CONTACT: "No name and no address.",
    Record.ASSET: "No kind and no serial.",
}
MOST_TEXT = 2_000
SEVERAL = re.compile(r"[;,\s|]+")
ADDRESS = re.compile(r"[^@\s,;<>]+@[^@\s,;<>]+\.[^@\s,;<>.]+")


@dataclass
class Read:
    """One row, read: what it gives by word, and its moments.

    words: the file's own, where the map has others. problem: the first thing that is wrong in it.
    """

    line: int
    texts: dict[str, str] = field(default_factory=dict)
    moments: dict[str, datetime] = field(default_factory=dict)
    addresses: list[str] = field(default_factory=list)
    words: dict[str, str] = field(default_factory=dict)
    problem: Problem | None = None

    def fail(self, problem: Problem) -> None:
        self.problem = self.problem or problem


class Turning:
    """Reads the rows of one table by one map."""

    def __init__(self, found: Map, table: Table, zone: ZoneInfo) -> None:
        self._map = found
        self._table = table
        self._places = {name: place for place, name in enumerate(table.columns)}
        self._empty = frozenset(found.empty)
        self._columns = [
            (name, self._places[name], column, self._how(name, column)) for name, column in found.columns.items()
        ]
        self._dates = self._decided(zone)
        self._always = [(word, text, self._named_in(text)) for word, text in found.always.items()]

    def rows(self) -> Iterator[Read]:
        """Read every row."""
        for row in self._table.rows:
            yield self._read(row)

    def _named_in(self, text: str) -> list[str]:
        """Find the columns that a word for all rows takes something of, written as {column}."""
        return [name for name in re.findall(r"\{([^{}]+)\}", text) if name in self._places]

    def _how(self, name: str, column: Column) -> Sort:
        known = target(self._map.what, column.becomes)
        return known.sort if known else Sort.TEXT

    def _decided(self, zone: ZoneInfo) -> dict[str, Reader]:
        """Decide for each column of dates how they are written."""
        readers = {}
        for name, place, column, how in self._columns:
            if how is Sort.MOMENT:
                values = (row.cells[place].strip() for row in self._table.rows if row.wrong is None)
                known = (value for value in values if value and value not in self._empty)
                readers[name] = quick(decide(name, known, zone, said=column.dates))
        return readers

    def _read(self, row: Row) -> Read:
        found = Read(row.line, problem=row.wrong)
        if row.wrong:
            return found
        for name, place, column, how in self._columns:
            written = row.cells[place].strip()
            if not written or written in self._empty:
                found.texts.setdefault(column.becomes, "")
            elif column.values or column.otherwise is not None:
                self._translate(found, name, column, written)
            else:
                self._take(found, name, column.becomes, how, written)
        for word, text, names in self._always:
            filled = text
            for name in names:
                filled = filled.replace(f"{{{name}}}", row.cells[self._places[name]].strip())
            self._take(found, word, word, Sort.TEXT, filled)
        return found

    def _translate(self, found: Read, name: str, column: Column, written: str) -> None:
        ours = column.values.get(written, column.otherwise)
        if ours is None:
            near = nearest(written, column.values)
            fix = f"Did you mean “{near}”?" if near else "Say in the map what it is, or give “otherwise”."
            found.fail(Problem("no value", f"“{name}” is “{written[:60]}”, which the map does not know.", fix))
            return
        found.words[column.becomes] = written
        self._take(found, name, column.becomes, Sort.TEXT, ours)

    def _take(self, found: Read, name: str, word: str, how: Sort, written: str) -> None:
        if how is Sort.MOMENT:
            at = self._dates[name](written)
            if isinstance(at, Problem):
                found.fail(Problem(at.code, f"“{name}”: {at.text}", at.fix))
            else:
                found.moments[word] = at
        elif how is Sort.ADDRESSES:
            found.addresses += self._addresses(found, name, written)
        elif how is Sort.NUMBER and not re.fullmatch(r"\d{1,9}(\.0+)?", written):
            found.fail(
                Problem("no number", f"“{name}” is “{written[:40]}”, which is no number.", "Write digits alone.")
            )
        else:
            if len(written) > MOST_TEXT and word != "text":
                found.fail(
                    Problem("too long", f"“{name}” has {len(written):,} characters.", f"{MOST_TEXT:,} is the most.")
                )
            found.texts[word] = written

    def _addresses(self, found: Read, name: str, written: str) -> Iterable[str]:
        several = [each.strip("<>") for each in SEVERAL.split(written) if each]
        for each in several:
            if not ADDRESS.fullmatch(each):
                found.fail(
                    Problem("no address", f"“{name}”: “{each[:60]}” is no mail address.", "Correct it or leave it out.")
                )
        return several


def records(found: Map, table: Table, zone: ZoneInfo, declared: Mapping[str, Declared]) -> list[Arrival]:
    """Turn the rows of firms, people or assets into records, distributors before their customers."""
    arrivals = [_record(found, read_row, declared) for read_row in Turning(found, table, zone).rows()]
    once = list(_once(arrivals))
    return _parents_first(once) if found.what is What.ACCOUNTS else once


def _record(found: Map, row: Read, declared: Mapping[str, Declared]) -> Coming | Turned:
    kind = RECORD[found.what]
    texts = row.texts
    values = {COLUMNS[word]: text for word, text in texts.items() if word in COLUMNS}
    full = " ".join(part for part in (texts.get("first name"), texts.get("last name")) if part)
    called = full or (row.addresses[0] if row.addresses else "")
    if kind is Record.CONTACT and not values.get("name") and called:
        values["name"] = called
    own = {word.removeprefix("field "): text for word, text in texts.items() if word.startswith("field ")}
    fields: dict[str, object] = {}
    for name, text in own.items():
        known = declared.get(name)
        value = read(known.type, text) if known else Problem("no field", f"There is no field “{name}”.", "Declare it.")
        if isinstance(value, Problem):
            row.fail(Problem(value.code, f"“{name}”: {value.text}", value.fix))
        else:
            fields[name] = value
    key = texts.get("external id") or _natural(kind, values, row.addresses)
    if not key:
        row.fail(Problem("missing", NAMELESS[kind], f"Every {kind} has one."))
    if row.problem:
        return Turned(row.line, key, row.problem)
    firm = _firm(texts, "parent" if kind is Record.ACCOUNT else "account")
    return Coming(row.line, key[:300], values, fields, firm, tuple(dict.fromkeys(row.addresses)))


def _natural(kind: Record, values: Mapping[str, str], addresses: Sequence[str]) -> str:
    """Say by what a record is known whose source has no ids."""
    if kind is Record.CONTACT and addresses:
        return addresses[0].lower()
    if kind is Record.ASSET:
        return f"{values.get('kind', '')} {values.get('serial') or values.get('name', '')}".strip()
    return values.get("name", "")


def _firm(texts: Mapping[str, str], word: str) -> Named | None:
    key, name = texts.get(f"{word} id", ""), texts.get(word, "")
    return Named(key, name) if key or name else None


def _once(arrivals: Iterable[Arrival]) -> Iterator[Arrival]:
    """Turn away a record that stands in the file twice; the first one comes in."""
    seen: dict[str, int] = {}
    for one in arrivals:
        if isinstance(one, Turned):
            yield one
        elif one.key in seen:
            text = f"“{one.key[:60]}” is in row {seen[one.key]} already."
            yield Turned(one.line, one.key, Problem("twice", text, "One record, or two? Give them ids of their own."))
        else:
            seen[one.key] = one.line
            yield one


def _parents_first(arrivals: list[Arrival]) -> list[Arrival]:
    """Order firms so that a distributor comes before its customers; a circle is turned away."""
    known = {
        name: one for one in arrivals if isinstance(one, Coming) for name in (one.values.get("name"), one.key) if name
    }
    deep: dict[int, int] = {}

    def depth(one: Coming) -> int:
        path: list[Coming] = []
        while one.line not in deep:
            above = known.get(one.firm.key or one.firm.name) if one.firm else None
            path.append(one)
            deep[one.line] = -1
            if above is None or deep.get(above.line) == -1:
                deep[one.line] = 0 if above is None else CIRCLE
                break
            one = above
        level = deep[one.line]
        for each in reversed(path):
            if deep[each.line] == -1:
                level = level + 1 if level < CIRCLE else CIRCLE
                deep[each.line] = level
        return deep[path[0].line] if path else level

    ordered = sorted(arrivals, key=lambda one: depth(one) if isinstance(one, Coming) else 0)
    return [_circle(one) if isinstance(one, Coming) and deep[one.line] >= CIRCLE else one for one in ordered]


CIRCLE = 1_000_000


def _circle(one: Coming) -> Turned:
    text = f"“{one.firm}” is above it and below it."
    return Turned(one.line, one.key, Problem("circle", text, "Say who is the distributor of whom."))
