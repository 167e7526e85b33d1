"""A map: what each column of a file becomes. Written by people or guessed, kept as the YAML that it was written in."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from textwrap import indent
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

import yaml

from rounds.accounts.fields import FieldType
from rounds.basics.problems import Problem, Refused
from rounds.basics.text import first_twice, listed, nearest
from rounds.imports.moments import FORMATS
from rounds.imports.reading import Way
from rounds.imports.targets import OWN, What, target, words

RECORDS, CHANGES = "records", "changes"
MOST_MAP = 100_000
KEYS = ("what", "source", "rows are", "zone", "empty", "encoding", "delimiter", "sheet", "columns", "always", "fields")
COLUMN_KEYS = ("becomes", "dates", "values", "otherwise")


@dataclass(frozen=True)
class Column:
    """What one column becomes. dates: the way its dates are written. values: the file's words and ours; otherwise: for the rest."""

    becomes: str
    dates: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)
    otherwise: str | None = None


@dataclass(frozen=True)
class Map:
    """How a file becomes records. source: the system it comes from; its ids mean something beside it only.

    rows_are: of tickets, "records" (a row each) or "changes" (a row each change). zone: where its clocks hang; None is the
    manual's. empty: words that mean nothing is known. always: words for all rows, with {column} in them perhaps. fields: types of
    the team's own fields that are declared with it.
    """

    what: What
    source: str
    columns: Mapping[str, Column]
    rows_are: str = RECORDS
    zone: str = ""
    empty: tuple[str, ...] = ()
    way: Way = field(default_factory=Way)
    always: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, str] = field(default_factory=dict)

    @property
    def gives(self) -> frozenset[str]:
        """Name everything that a row gives."""
        return frozenset(column.becomes for column in self.columns.values()) | frozenset(self.always)


class _Once(yaml.SafeLoader):
    """Reads every scalar as the text that stands there; refuses a key that stands twice, anchors, and types that are said (`!!int`)."""

    def compose_node(self, parent: Any, index: Any) -> Any:
        if self.check_event(yaml.events.AliasEvent):
            raise yaml.YAMLError("a map has no anchors and aliases")
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if (said := getattr(event, "tag", None)) is not None:
            raise yaml.YAMLError(f"a map has no types, and “{said[:60]}” is one")
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Any, Any]:
        texts = (key.value for key, _ in node.value if isinstance(key, yaml.ScalarNode))
        if (twice := first_twice(texts)) is not None:
            raise yaml.YAMLError(f"“{twice}” stands twice, in line {node.start_mark.line + 1}")
        return super().construct_mapping(node, deep=deep)


_Once.yaml_implicit_resolvers = {}


def read_map(text: str, *, what: What) -> Map:
    """Read a map. Raises Refused with everything that is wrong in it, each with the nearest word."""
    if len(text) > MOST_MAP:
        raise Refused([Problem("too large", f"A map has {MOST_MAP:,} characters at most.", field="map")])
    try:
        written = yaml.load(text, Loader=_Once)  # noqa: S506 - a SafeLoader
    except (yaml.YAMLError, RecursionError) as wrong:
        why = str(getattr(wrong, "problem", None) or wrong)[:200]
        mark = getattr(wrong, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark else ""
        fix = "A line is a key, a colon and a value."
        raise Refused([Problem("no map", f"The map cannot be read{where}: {why}.", fix, field="map")]) from wrong
    if not isinstance(written, dict):
        raise Refused([Problem("no map", "The map is empty.", "It begins with “source:” and “columns:”.", field="map")])
    return _Reading(what, written).map()


class _Reading:
    """Reads a map's keys, and collects what is wrong."""

    def __init__(self, what: What, written: dict[str, Any]) -> None:
        self._what = what
        self._written = written
        self._problems: list[Problem] = []

    def map(self) -> Map:
        self._known(self._written, KEYS, "The map")
        if (said := self._text("what", default=self._what)) != self._what:
            self._wrong(f"The map is for {said}, the file is to bring {self._what}.", f"Write “what: {self._what}”.")
        found = Map(
            what=self._what,
            source=self._text("source", default="file")[:60] or "file",
            columns={name: self._column(name, value) for name, value in self._mapping("columns").items()},
            rows_are=self._one_of("rows are", (RECORDS, CHANGES), default=RECORDS),
            zone=self._zone(),
            empty=self._list("empty"),
            way=Way(*(self._text(key) for key in ("encoding", "delimiter", "sheet"))),
            always={self._target(word): str(value) for word, value in self._mapping("always").items()},
            fields=self._types(),
        )
        if found.rows_are == CHANGES and self._what is not What.TICKETS:
            self._wrong("Only rows of tickets can be changes.", "Leave “rows are” out.")
        if self._problems:
            raise Refused(self._problems)
        return found

    def _wrong(self, text: str, fix: str | None = None) -> None:
        self._problems.append(Problem("map", text, fix, field="map"))

    def _known(self, written: Mapping[str, Any], keys: Iterable[str], where: str) -> None:
        for key in written:
            if key not in keys:
                near = nearest(str(key), keys)
                fix = f"Did you mean “{near}”?" if near else f"Keys are {listed(list(keys))}."
                self._wrong(f"{where} has no key “{key}”.", fix)

    def _text(self, key: str, *, default: str = "") -> str:
        value = self._written.get(key, default)
        if isinstance(value, str):
            return value.strip()
        self._wrong(f"“{key}” takes one value.")
        return default

    def _list(self, key: str) -> tuple[str, ...]:
        value = self._written.get(key, [])
        many = [value] if isinstance(value, str) else value
        if isinstance(many, list) and all(isinstance(each, str) for each in many):
            return tuple(many)
        self._wrong(f"“{key}” takes a list of words.")
        return ()

    def _mapping(self, key: str) -> dict[str, Any]:
        value = self._written.get(key) or {}
        if isinstance(value, dict):
            return value
        self._wrong(f"“{key}” takes a line for each of them: a name, a colon, a value.")
        return {}

    def _one_of(self, key: str, known: tuple[str, ...], *, default: str) -> str:
        value = self._text(key, default=default)
        if value not in known:
            near = nearest(value, known)
            fix = f"Did you mean “{near}”?" if near else f"It is {listed(known, last='or')}."
            self._wrong(f"“{key}: {value}” is not known.", fix)
        return value

    def _zone(self) -> str:
        zone = self._text("zone")
        if zone and zone not in available_timezones():
            near = nearest(zone, available_timezones())
            self._wrong(f"There is no time zone “{zone}”.", f"Did you mean “{near}”?" if near else None)
            return ""
        return zone

    def _target(self, word: str) -> str:
        if target(self._what, word) is None:
            prefix = OWN.get(self._what)
            near = nearest(word, [*words(self._what), *([prefix] if prefix else [])])
            own = f"“{prefix}{word}” keeps it under a name of its own." if prefix else "Leave the column out."
            self._wrong(f"{self._what.capitalize()} have no “{word}”.", f"Did you mean “{near}”?" if near else own)
        return word

    def _column(self, name: str, written: object) -> Column:
        if isinstance(written, str):
            return Column(self._target(written))
        if not isinstance(written, dict) or not isinstance(written.get("becomes"), str):
            self._wrong(
                f"The column “{name}” does not say what it becomes.", f"Write “{name}: name”, or “becomes:” in it."
            )
            return Column("")
        self._known(written, COLUMN_KEYS, f"The column “{name}”")
        dates = written.get("dates")
        if dates is not None and not (isinstance(dates, str) and dates in FORMATS):
            near = nearest(str(dates), FORMATS)
            fix = f"Did you mean “{near}”?" if near else f"There is {listed(list(FORMATS), last='or')}."
            self._wrong(f"No dates are written “{dates}”.", fix)
            dates = None
        values = written.get("values") or {}
        if not isinstance(values, dict) or not all(isinstance(value, str) for value in values.values()):
            self._wrong(f"“values” of “{name}” takes a line for each word: theirs, a colon, ours.")
            values = {}
        otherwise = written.get("otherwise")
        return Column(
            self._target(written["becomes"]), dates, values, otherwise if otherwise is None else str(otherwise)
        )

    def _types(self) -> dict[str, str]:
        types = self._mapping("fields")
        for name, type_ in types.items():
            if type_ not in list(FieldType):
                near = nearest(str(type_), FieldType)
                fix = f"Did you mean “{near}”?" if near else f"There is {listed(list(FieldType), last='or')}."
                self._wrong(f"The field “{name}” has no type “{type_}”.", fix)
        return {name: str(type_) for name, type_ in types.items()}


def zone_of(found: Map, manual: ZoneInfo) -> ZoneInfo:
    """Say in which zone the file's clocks hang."""
    return ZoneInfo(found.zone) if found.zone else manual


def write_map(found: Map, *, aside: Iterable[str] = ()) -> str:
    """Write a map as people read it. aside: columns that become nothing, written in it as comments to choose from."""
    plain: dict[str, Any] = {"what": found.what.value, "source": found.source}
    if found.rows_are != RECORDS:
        plain["rows are"] = found.rows_are
    for key, value in (
        ("zone", found.zone),
        ("empty", list(found.empty)),
        ("encoding", found.way.encoding),
        ("delimiter", found.way.delimiter),
        ("sheet", found.way.sheet),
    ):
        if value:
            plain[key] = value
    plain["columns"] = {name: _written(column) for name, column in found.columns.items()}
    left = "".join(indent(_dumped({name: f"{OWN.get(found.what, '')}{name}"}), "  # ") for name in aside)
    above = _dumped(plain) if found.columns or not left else _dumped(plain).replace("columns: {}", "columns:")
    plain = {}
    for key, words_ in (("always", found.always), ("fields", found.fields)):
        if words_:
            plain[key] = dict(words_)
    return f"{above}{left}{_dumped(plain) if plain else ''}"


def _dumped(plain: Mapping[str, Any]) -> str:
    return yaml.safe_dump(dict(plain), sort_keys=False, allow_unicode=True, width=120)


def _written(column: Column) -> object:
    more = {"dates": column.dates, "values": dict(column.values) or None, "otherwise": column.otherwise}
    given = {key: value for key, value in more.items() if value is not None}
    return {"becomes": column.becomes, **given} if given else column.becomes
