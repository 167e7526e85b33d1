"""Rows of firms, people or assets become records, or are turned away with a reason."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from zoneinfo import ZoneInfo

from rounds.accounts.coming import Coming, Named, Turned
from rounds.accounts.fields import Declared, Record, read, zone_problem
from rounds.basics.problems import Problem
from rounds.imports.earlier_check_ins import ComingFirm, pasts
from rounds.imports.mapping import Map
from rounds.imports.reading import Table
from rounds.imports.targets import What
from rounds.imports.turning import Given, given

type Arrival = Coming | Turned

RECORD = {What.ACCOUNTS: Record.ACCOUNT, What.CONTACTS: Record.CONTACT, What.ASSETS: Record.ASSET}
COLUMNS = {
    "name": "name",
    "phone": "phone",
    "lifecycle stage": "lifecycle",
    "tier": "tier",
    "region": "region",
    "type": "firm_type",
    "time zone": "zone",
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


def records(found: Map, table: Table, zone: ZoneInfo, declared: Mapping[str, Declared]) -> list[Arrival]:
    """Turn rows into records, distributors before their customers."""
    once = list(_once(_arrivals(RECORD[found.what], given(found, table, zone), declared)))
    return _parents_first(once) if found.what is What.ACCOUNTS else once


def _arrivals(kind: Record, rows: Given, declared: Mapping[str, Declared]) -> Iterator[Arrival]:
    fields = _fields(rows, declared)
    values = _values(kind, rows)
    firms = _firms(rows, "parent" if kind is Record.ACCOUNT else "account")
    each = zip(rows.lines, rows.text("external id"), rows.addresses, values, fields, firms, pasts(rows), strict=True)
    for place, (line, said, addresses, value, field, firm, past) in enumerate(each):
        key = said or _natural(kind, value, addresses)
        if not key:
            rows.fail(place, Problem("missing", NAMELESS[kind], f"Every {kind} has one."))
        if wrong := zone_problem(value.get("zone", "")):
            rows.fail(place, wrong)
        if problem := rows.problems.get(place):
            yield Turned(line, "" if place in rows.unreadable else key, problem)
        elif kind is Record.ACCOUNT:
            yield ComingFirm(line, key[:300], value, field, firm, past=past)
        else:
            yield Coming(line, key[:300], value, field, firm, tuple(dict.fromkeys(addresses)))


def _values(kind: Record, rows: Given) -> Iterator[dict[str, str]]:
    """Give the columns of each record. A person without a name has the two halves of one, or else an address."""
    words = [word for word in rows.texts if word in COLUMNS]
    columns = [COLUMNS[word] for word in words]
    each = zip(*(rows.texts[word] for word in words), strict=True) if words else ((),) * len(rows.lines)
    plain = (dict(zip(columns, cells, strict=True)) for cells in each)
    return _called(plain, rows) if kind is Record.CONTACT else plain


def _called(plain: Iterator[dict[str, str]], rows: Given) -> Iterator[dict[str, str]]:
    each = zip(plain, rows.text("first name"), rows.text("last name"), rows.addresses, strict=True)
    for values, first, last, addresses in each:
        full = " ".join(part for part in (first, last) if part)
        called = full or (addresses[0] if addresses else "")
        yield {**values, "name": called} if called and not values.get("name") else values


def _fields(rows: Given, declared: Mapping[str, Declared]) -> list[dict[str, object]]:
    """Read the team's own fields of each record; a field is read once for each thing that is written in it."""
    own = [word for word in rows.texts if word.startswith("field ")]
    found: list[dict[str, object]] = [{} for _ in rows.lines] if own else [{}] * len(rows.lines)
    for word in own:
        name = word.removeprefix("field ")
        value_of = cache(lambda text, name=name: _value(declared.get(name), name, text))
        for place, text in enumerate(rows.texts[word]):
            value = value_of(text)
            if isinstance(value, Problem):
                rows.fail(place, value)
            else:
                found[place][name] = value
    return found


def _value(known: Declared | None, name: str, text: str) -> object:
    value = read(known.type, text) if known else Problem("no field", f"There is no field “{name}”.", "Declare it.")
    return Problem(value.code, f"“{name}”: {value.text}", value.fix) if isinstance(value, Problem) else value


def _firms(rows: Given, word: str) -> Iterable[Named | None]:
    """Say which firm each row points at."""
    if word not in rows.texts and f"{word} id" not in rows.texts:
        return [None] * len(rows.lines)
    pairs = zip(rows.text(f"{word} id"), rows.text(word), strict=True)
    return (Named(key, name) if key or name else None for key, name in pairs)


def _natural(kind: Record, values: Mapping[str, str], addresses: Sequence[str]) -> str:
    """Say by what a record is known whose source has no ids."""
    if kind is Record.CONTACT and addresses:
        return addresses[0].lower()
    if kind is Record.ASSET:
        return f"{values.get('kind', '')} {values.get('serial') or values.get('name', '')}".strip()
    return values.get("name", "")


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
