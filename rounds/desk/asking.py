"""What somebody asks for in the search field: words, and filters such as `queue:billing`, `-is:closed` or `older:3d`.

Reading never fails: what it does not understand comes back as a problem that names the nearest word, and the rest still counts.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from rounds.basics import spans
from rounds.basics.problems import Problem
from rounds.basics.spans import Span, Unit
from rounds.basics.text import counted, listed, nearest
from rounds.desk.orders import SHORT, Order

MOST = 400
"""Characters of a question that are read."""


class Field(StrEnum):
    """What can be filtered by."""

    IS = "is"
    QUEUE = "queue"
    KIND = "kind"
    PRIORITY = "priority"
    WITH = "with"
    FROM = "from"
    ACCOUNT = "account"
    OLDER = "older"
    NEWER = "newer"
    DUE = "due"
    HAS = "has"
    SORT = "sort"


class Being(StrEnum):
    """What a ticket can be, as a filter says it."""

    OPEN = "open"
    NEW = "new"
    OURS = "our-turn"
    THEIRS = "their-turn"
    ASLEEP = "asleep"
    HELD = "held"
    MISSED = "missed"
    CLOSED = "closed"


class Having(StrEnum):
    """What a ticket can have."""

    FILE = "file"
    NOTE = "note"
    DATE = "date"
    DUE = "due"
    HOLD = "hold"


ME, NOBODY = "me", "nobody"
TODAY, TOMORROW = "today", "tomorrow"
"""Days by which something is due, with whatever is late; beside spans, as in `due:2h`."""

UNITS = {"h": Unit.HOUR, "d": Unit.DAY, "w": Unit.WEEK, "m": Unit.MONTH, "y": Unit.YEAR}
"""Spans as they are typed: 6h, 3d, 2w, 1m, 1y. Each means what docs/glossary.md says: a month and a year go by the calendar."""

_SPAN = re.compile(r"([1-9]\d*)([hdwmy])")
_PIECE = re.compile(r'(?P<no>-?)(?:(?P<field>[^\W\d_]+):)?(?:"(?P<quoted>[^"]*)"?|(?P<plain>[^\s"]+))')


@dataclass(frozen=True, slots=True)
class Word:
    """A word that must, or must not, be there. phrase: it was quoted, so its words stand side by side."""

    text: str
    phrase: bool = False
    negated: bool = False

    def __str__(self) -> str:
        return f"{'-' * self.negated}{_quoted(self.text) if self.phrase else self.text}"


@dataclass(frozen=True, slots=True)
class Filter:
    """One condition. value: as the field's own words have it."""

    field: Field
    value: str
    negated: bool = False

    def __str__(self) -> str:
        value = self.value if _PLAIN.fullmatch(self.value) else _quoted(self.value)
        return f"{'-' * self.negated}{self.field}:{value}"


_PLAIN = re.compile(r'[^\s"]+')


@dataclass(frozen=True, slots=True)
class Asking:
    """What was asked for, as far as it was understood. problems: about the rest."""

    words: tuple[Word, ...] = ()
    filters: tuple[Filter, ...] = ()
    problems: tuple[Problem, ...] = ()

    def __str__(self) -> str:
        """Write it as it can be typed again."""
        return " ".join(str(each) for each in (*self.filters, *self.words))

    def __bool__(self) -> bool:
        return bool(self.words or self.filters)

    @property
    def order(self) -> Order | None:
        """Give the order that was asked for; the last one said counts."""
        said = [each.value for each in self.filters if each.field is Field.SORT]
        return SHORT[said[-1]] if said else None

    @property
    def unsorted(self) -> "Asking":
        """Leave the order out."""
        return Asking(self.words, tuple(each for each in self.filters if each.field is not Field.SORT))

    @property
    def said(self) -> str:
        """Give the words alone, as PostgreSQL reads what people type (`websearch_to_tsquery`)."""
        return " ".join(str(word) for word in self.words)

    @property
    def number(self) -> int | None:
        """Give the ticket's number, where that is all that was typed: 123 or #123."""
        if len(self.words) != 1 or self.words[0].negated:
            return None
        digits = self.words[0].text.removeprefix("#")
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None

    def without(self, filter_: Filter) -> "Asking":
        """Drop one filter."""
        return Asking(self.words, tuple(each for each in self.filters if each != filter_))


def asking(text: str, *, known: Mapping[Field, tuple[str, ...]]) -> Asking:
    """Read what was typed. known: the values that a field has, for those whose values are words of the manual or of ours.

    Source: issue 4, "Full-text search with typed filters".
    """
    words: list[Word] = []
    filters: list[Filter] = []
    problems: list[Problem] = []
    for piece in _pieces(text):
        read = _filter(piece, known) if piece["field"] else _word(piece)
        match read:
            case Word():
                words.append(read)
            case Filter():
                filters.append(read)
            case Problem():
                problems.append(read)
    if words and all(word.negated for word in words):
        only = "A search needs a word that is there, beside those that are not."
        problems.append(Problem("only without", only, "Say one that the ticket has.", field="q"))
        words = []
    if words and any(each.field is Field.SORT for each in filters):
        only = "What has words stands by its newest hit."
        problems.append(Problem("no order", only, "Leave sort: out, or the words.", field="q"))
        filters = [each for each in filters if each.field is not Field.SORT]
    return Asking(tuple(dict.fromkeys(words)), tuple(dict.fromkeys(filters)), tuple(problems))


def _pieces(text: str) -> Iterator[re.Match[str]]:
    return _PIECE.finditer(text.replace("\x00", " ")[:MOST])


def _word(piece: re.Match[str]) -> Word | None:
    quoted = piece["quoted"]
    text = " ".join((quoted if quoted is not None else piece["plain"]).split())
    readable = any(character.isalnum() for character in text)
    return Word(text, quoted is not None, piece["no"] == "-") if readable else None


def _filter(piece: re.Match[str], known: Mapping[Field, tuple[str, ...]]) -> Filter | Word | Problem | None:
    """Read `field:value`; a field that nobody knows and that is like none is a word with a colon in it."""
    name = piece["field"].casefold()
    value = " ".join((piece["quoted"] if piece["quoted"] is not None else piece["plain"]).split())
    if name not in Field:
        near = nearest(name, list(Field))
        return _unknown(piece, near) if near and not value.startswith("/") else _spelt(piece)
    field = Field(name)
    if field in {Field.OLDER, Field.NEWER}:
        return _age(field, value, negated=piece["no"] == "-")
    if field is Field.DUE and _SPAN.fullmatch(value):
        return _age(field, value, negated=piece["no"] == "-")
    if field is Field.SORT and piece["no"]:
        return Problem("no sorting", "An order cannot be left out.", "Write sort: without the dash.", field="q")
    if field in {Field.FROM, Field.ACCOUNT}:
        return Filter(field, value, piece["no"] == "-") if value else _no_value(field)
    words = {each.casefold(): each for each in known.get(field, ())}
    if value.casefold() in words:
        return Filter(field, words[value.casefold()], piece["no"] == "-")
    return _no_such(field, value, tuple(words.values()))


def _spelt(piece: re.Match[str]) -> Word | None:
    """Take the whole piece as a word: an address on the web, say."""
    text = " ".join(f"{piece['field']}:{piece['quoted'] or piece['plain'] or ''}".split())
    return Word(text.rstrip(":"), phrase=True, negated=piece["no"] == "-")


def _age(field: Field, value: str, *, negated: bool) -> Filter | Problem:
    """Take a span as it is typed; one that is longer than its unit can be is refused here, so that nothing counts by it later."""
    found = _SPAN.fullmatch(value)
    if found is None:
        fix = f"Write {field}:3d, 6h, 2w, 1m or 1y."
        return Problem("no span", f"“{field}:{value}” is no span of time.", fix, field="q")
    unit = UNITS[found[2]]
    if int(found[1]) > spans.MOST[unit]:
        fix = f"At most {counted(spans.MOST[unit], unit.value)} can be asked for."
        return Problem("too long", f"“{field}:{value}” is too long.", fix, field="q")
    return Filter(field, value, negated)


def span_of(value: str) -> Span:
    """Give the span that an age filter names. Raises ValueError (none, or longer than a span can be)."""
    found = _SPAN.fullmatch(value)
    if found is None:
        raise ValueError(f"“{value}” is no span")
    return Span(int(found[1]), UNITS[found[2]])


def _unknown(piece: re.Match[str], near: str) -> Problem:
    return Problem("no filter", f"There is no filter “{piece['field']}:”.", f"Did you mean “{near}:”?", field="q")


def _no_value(field: Field) -> Problem:
    return Problem("no value", f"“{field}:” names nobody.", f"Write {field}: and a name.", field="q")


def _no_such(field: Field, value: str, words: tuple[str, ...]) -> Problem:
    near = nearest(value, words)
    some = f"There is {listed(words[:12])}." if words else "There is none."
    fix = f"Did you mean “{Filter(field, near)}”?" if near else some
    return Problem("no such value", f"There is no {field} “{value}”.", fix, field="q")


def _quoted(text: str) -> str:
    return f'"{text}"'
