"""What the columns of a file most likely become, by their names and by what stands in them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from rounds.imports.mapping import CHANGES, RECORDS, Column, Map
from rounds.imports.moments import counted, decide
from rounds.imports.reading import Row, Table
from rounds.imports.states import guessed_state
from rounds.imports.targets import DATED, TARGETS, Sort, Target, What
from rounds.imports.turning import AMOUNT

NOTHING_KNOWN = ("?", "-", "n/a", "N/A", "NULL", "null", "None")
_NOTHING = frozenset({"", *NOTHING_KNOWN})
ADDRESS = re.compile(r"[^@\s,;]+@[^@\s,;]+\.[^@\s,;]+")
LOOKED_AT = 2_000  # rows by which a column is judged


@dataclass(frozen=True, slots=True)
class Guess:
    """What one column most likely becomes; empty: nothing. sure: by its name; else by what stands in it. why: for people."""

    column: str
    becomes: str
    sure: bool
    why: str
    samples: tuple[str, ...]
    filled: int


def guesses(what: What, table: Table) -> tuple[Guess, ...]:
    """Guess each column; no two become one thing."""
    taken: set[str] = set()
    found = {}
    values = {name: _values(table, place) for place, name in enumerate(table.columns)}
    by_name_alone = all(row.wrong for row in table.rows[:LOOKED_AT])
    by_name = sorted(table.columns, key=lambda name: _rank(what, name))
    for name in by_name:
        found[name] = _guess(what, name, None if by_name_alone else values[name], taken)
        taken.add(found[name].becomes)
    return tuple(found[name] for name in table.columns)


def guessed_map(what: What, table: Table, *, source: str, zone: ZoneInfo, kind: str = "") -> Map:
    """Make a map of the guesses. kind: of tickets, where no column says it."""
    found = {each.column: each for each in guesses(what, table) if each.becomes}
    places = {name: place for place, name in enumerate(table.columns)}
    columns = {name: _column(what, each, known_values(table, places[name]), zone) for name, each in found.items()}
    gives = {column.becomes for column in columns.values()}
    standing = {row.cells[place].strip() for place in range(len(table.columns)) for row in table.rows if not row.wrong}
    always = {}
    if what is What.TICKETS:
        if "kind" not in gives and kind:
            always["kind"] = kind
        if "subject" not in gives and "external id" in gives:
            key = next(name for name, column in columns.items() if column.becomes == "external id")
            always["subject"] = f"{{{key}}}"
    keys = [name for name, column in columns.items() if column.becomes == "external id"]
    many = bool(keys) and "changed at" in gives and _repeats(_values(table, places[keys[0]]))
    return Map(
        what=what,
        source=source,
        columns=columns,
        rows_are=CHANGES if what is What.TICKETS and many else RECORDS,
        empty=tuple(word for word in NOTHING_KNOWN if word in standing),
        always=always,
    )


def _values(table: Table, place: int) -> list[str]:
    return known_values(table, place, table.rows[:LOOKED_AT])


def known_values(table: Table, place: int, few: Sequence[Row] | None = None) -> list[str]:
    """Give what stands in a column, but for words that mean nothing."""
    rows = table.rows if few is None else few
    return [value for row in rows if row.wrong is None and (value := row.cells[place].strip()) not in _NOTHING]


def _rank(what: What, name: str) -> int:
    """Let columns choose whose name fits best: the word itself, then the first of its other names."""
    return min((_fit(each, _plain(name)) for each in TARGETS[what]), default=100)


def _fit(target: Target, name: str) -> int:
    known = (target.word, *target.called)
    return known.index(name) if name in known else 100


def is_called_so(target: Target, name: str) -> bool:
    """Say whether a column's name is one that other systems have for it."""
    return _fit(target, _plain(name)) < 100


def _guess(what: What, name: str, known: Sequence[str] | None, taken: set[str]) -> Guess:
    """Guess one column. known: what stands in it; None where no row can be read, which says nothing against its name."""
    values = known or ()
    samples, filled = tuple(dict.fromkeys(values))[:3], len(values)
    free = [each for each in TARGETS[what] if each.many or each.word not in taken]
    named = sorted((each for each in free if is_called_so(each, name)), key=lambda each: _fit(each, _plain(name)))
    for each in named:
        if known is None or holds(each, values):
            return Guess(name, each.word, True, f"{filled:,} filled", samples, filled)
    addresses = next((each for each in free if each.sort is Sort.ADDRESSES), None)
    if addresses and values and _share(values, ADDRESS.search) > 0.9:
        return Guess(name, addresses.word, False, f"{filled:,} are addresses", samples, filled)
    return Guess(name, "", False, "kept with the file", samples, filled)


def holds(target: Target, values: Sequence[str]) -> bool:
    """Say whether what stands in a column can be what its name says."""
    if not values:
        return False
    if target.sort is Sort.ADDRESSES:
        return _share(values, ADDRESS.search) > 0.5
    if target.sort is Sort.AMOUNT:
        return _share(values, AMOUNT.fullmatch) > 0.9
    if target.sort is Sort.NUMBER:
        return _share(values, re.compile(r"\d+(\.0+)?").fullmatch) > 0.9
    if target.sort in DATED:
        return max(counted(values[:200], ZoneInfo("UTC")).values()) > 0.5 * len(values[:200])
    return True


def _share(values: Sequence[str], test: Callable[[str], object]) -> float:
    return sum(1 for value in values if test(value)) / len(values)


def _column(what: What, guess: Guess, values: Sequence[str], zone: ZoneInfo) -> Column:
    sort = next((each.sort for each in TARGETS[what] if each.word == guess.becomes), Sort.TEXT)
    if sort in DATED:
        return Column(guess.becomes, dates=decide(guess.column, values, zone).format)
    if what is What.TICKETS and guess.becomes == "state":
        return Column(guess.becomes, values={word: guessed_state(word) for word in sorted(set(values))})
    return Column(guess.becomes)


def _repeats(values: Sequence[str]) -> bool:
    return len(set(values)) < 0.9 * len(values)


def _plain(name: str) -> str:
    """Give a column's name as names are compared: "sys_updated_at" and "Sys Updated At" are one."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)
    return " ".join(re.sub(r"[_\-.:/]+", " ", spaced).casefold().removeprefix("property ").split())
