"""The form of an import's columns: what it offers, and the map that it sends."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from rounds.imports.looks import Look
from rounds.imports.mapping import CHANGES, RECORDS, Column, Map, write_map
from rounds.imports.moments import FORMATS
from rounds.imports.queries import ImportPage
from rounds.imports.states import OURS, guessed_state
from rounds.imports.targets import DATED, OWN, TARGETS, What, target

OWN_FIELD, LEFT_OUT = "own", ""
MOST_COLUMNS = 60
"""Columns that a form offers one by one; a file with more of them has its map as text alone."""
EXAMPLES = {"day/month/year": "day first", "month/day/year": "month first"}


@dataclass(frozen=True, slots=True)
class Choice:
    """One thing to choose. value: as the form sends it."""

    value: str
    word: str
    chosen: bool


@dataclass(frozen=True, slots=True)
class Word:
    """One value of a column, and what it can mean."""

    name: str
    theirs: str
    choices: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class ColumnRow:
    """One column of the form. says: how sure it is; tone: good, check or plain. dates: where two ways of reading them are left."""

    name: str
    look: Look
    choices: tuple[Choice, ...]
    tone: str
    word: str
    says: str
    dates: tuple[Choice, ...]
    words: tuple[Word, ...]


@dataclass(frozen=True, slots=True)
class MapForm:
    """The whole form. rows: empty where the file has too many columns. kinds: of tickets, for all rows where no column says it.

    means: what follows from some of what is offered, each with its word. means_some: a column becomes one of these.
    """

    rows: tuple[ColumnRow, ...]
    source: str
    kinds: tuple[Choice, ...]
    rows_are: tuple[Choice, ...]
    unsure: int
    means: tuple[tuple[str, str], ...]
    means_some: bool


def map_form(page: ImportPage, found: Map, *, kinds: tuple[str, ...], holders: tuple[str, ...]) -> MapForm:
    """Put the form together from the map in force. kinds, holders: of the manual."""
    few = len(page.looks) <= MOST_COLUMNS
    rows = tuple(_row(place, look, found, holders) for place, look in enumerate(page.looks)) if few else ()
    tickets = found.what is What.TICKETS
    given = found.always.get("kind", "")
    said_by_column = any(column.becomes == "kind" for column in found.columns.values())
    return MapForm(
        rows=rows,
        source=found.source,
        kinds=tuple(Choice(kind, kind, kind == given) for kind in kinds) if tickets and not said_by_column else (),
        rows_are=(
            (
                Choice(RECORDS, "one ticket", found.rows_are == RECORDS),
                Choice(CHANGES, "one change of a ticket", found.rows_are == CHANGES),
            )
            if tickets
            else ()
        ),
        unsure=sum(1 for row in rows if row.tone == "check"),
        means=tuple((each.word.capitalize(), each.says) for each in TARGETS[found.what] if each.says),
        means_some=any(each.says and each.word in found.gives for each in TARGETS[found.what]),
    )


def written(page: ImportPage, found: Map, form: Mapping[str, str]) -> str:
    """Give the map that the form sends, as it is kept."""
    columns: dict[str, Column] = {}
    for place, look in enumerate(page.looks):
        becomes = form.get(f"c-{place}", LEFT_OUT)
        if becomes == OWN_FIELD:
            becomes = _own(look, found)
        if becomes:
            columns[look.column] = _column(place, look, becomes, found, form)
    always = dict(found.always)
    if kind := form.get("kind"):
        always["kind"] = kind
    gives = {column.becomes for column in columns.values()}
    always = {word: text for word, text in always.items() if word not in gives}
    fields = {name: type_ for name, type_ in found.fields.items() if f"{OWN.get(found.what, '')}{name}" in gives}
    source = " ".join(form.get("source", "").split()) or found.source
    rows_are = form.get("rows_are", found.rows_are)
    return write_map(replace(found, columns=columns, always=always, fields=fields, source=source, rows_are=rows_are))


def _row(place: int, look: Look, found: Map, holders: tuple[str, ...]) -> ColumnRow:
    column = found.columns.get(look.column)
    becomes = column.becomes if column else LEFT_OUT
    own = _is_own(found.what, becomes)
    known = target(found.what, becomes)
    moment = known is not None and known.sort in DATED
    dates = _dates(look, column) if moment and column else ()
    words = _words(place, look, column, holders) if column and becomes == "state" else ()
    tone, word, says = _sure(look, column, unread=bool(dates) and not any(each.chosen for each in dates), own=own)
    return ColumnRow(f"c-{place}", look, _choices(found.what, look, becomes, own), tone, word, says, dates, words)


def _choices(what: What, look: Look, becomes: str, own: bool) -> tuple[Choice, ...]:
    offered = [Choice(each.word, each.word.capitalize(), each.word == becomes) for each in TARGETS[what]]
    left_out = Choice(LEFT_OUT, "Leave out", not becomes)
    if what not in OWN:
        return (*offered, left_out)
    called = becomes.removeprefix(OWN[what]) if own else look.column
    kept = "Kept with the ticket" if what is What.TICKETS else "Field of your own"
    return (*offered, Choice(OWN_FIELD, f"{kept}: {called}", own), left_out)


def _is_own(what: What, becomes: str) -> bool:
    """Say whether a column becomes a field of the team's own. Records of usage have none."""
    return what in OWN and becomes.startswith(OWN[what])


def _dates(look: Look, column: Column) -> tuple[Choice, ...]:
    """Offer the ways that read most of the column."""
    most = max(look.ways.values(), default=0)
    ways = [way for way, number in look.ways.items() if number == most] or list(FORMATS)
    if column.dates and column.dates not in ways:
        ways = [column.dates, *ways]
    return tuple(Choice(way, EXAMPLES.get(way, way), way == column.dates) for way in ways) if len(ways) > 1 else ()


def _words(place: int, look: Look, column: Column, holders: tuple[str, ...]) -> tuple[Word, ...]:
    ours = [*OURS, *(f"waiting for {holder}" for holder in holders)]
    return tuple(
        Word(
            f"v-{place}-{number}",
            theirs,
            tuple(Choice(word, word, column.values.get(theirs, "") == word) for word in ours),
        )
        for number, theirs in enumerate(look.words)
    )


def _sure(look: Look, column: Column | None, *, unread: bool, own: bool) -> tuple[str, str, str]:
    if column is None:
        return "plain", "Left out", "not brought in"
    if unread:
        return "check", "A guess", "day first, or month first?"
    if own or look.guess != column.becomes:
        return "good", "Chosen", f"{look.filled:,} filled"
    return ("good", "Sure", look.why) if look.sure else ("check", "A guess", look.why)


def _own(look: Look, found: Map) -> str:
    """Name a field after its column, or as the map has it; nothing where this kind of record has no such fields."""
    kept = found.columns.get(look.column)
    if kept and _is_own(found.what, kept.becomes):
        return kept.becomes
    prefix = OWN.get(found.what)
    return f"{prefix}{look.column.replace('_', ' ').lower()[:60]}" if prefix else LEFT_OUT


def _column(place: int, look: Look, becomes: str, found: Map, form: Mapping[str, str]) -> Column:
    before = found.columns.get(look.column, Column(becomes))
    known = target(found.what, becomes)
    if known is not None and known.sort in DATED:
        chosen = form.get(f"d-{place}", before.dates or "")
        only = [way for way in look.ways if look.ways[way] == max(look.ways.values())]
        return Column(becomes, dates=chosen or (only[0] if len(only) == 1 else None))
    values = dict(before.values) if before.becomes == becomes else {}
    for number, theirs in enumerate(look.words):
        if ours := form.get(f"v-{place}-{number}"):
            values[theirs] = ours
    if becomes == "state" and not values:
        values = {theirs: guessed_state(theirs) for theirs in look.words}
    return Column(becomes, values=values, otherwise=before.otherwise if before.becomes == becomes else None)
