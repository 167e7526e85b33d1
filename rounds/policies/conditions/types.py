"""The types of fields: what may be asked of each, and how it is written."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from pydantic_core import PydanticCustomError

from rounds.basics.spans import Span
from rounds.basics.text import Misread, listed, nearest
from rounds.policies.conditions.wants import Amount, Dated, Distance, Is, OnDay, Want
from rounds.policies.values import NameIn, Registers, unreadable

_NUMBER = r"-?\d{1,12}(?:\.\d{1,6})?"
_RANGE = re.compile(rf"({_NUMBER})\s*(?:-|–|\bto\b)\s*({_NUMBER})")
_FROM_NOW = re.compile(r"(.+?)\s+(ago|from now)")


@dataclass(frozen=True)
class FieldType:
    """What a field holds. what: as a reader is told; tests: the keys of a test, each with an example."""

    what: ClassVar[str]
    tests: ClassVar[Mapping[str, str]] = {}

    def one(self, text: str, registers: Registers) -> Want:
        """Read a plain value. Raises PydanticCustomError."""
        raise NotImplementedError

    def test(self, read: Mapping[str, object]) -> Want:
        """Put the read keys of a test together. Raises PydanticCustomError."""
        raise NotImplementedError

    def part(self, key: str, text: str) -> object:
        """Read the value of one key of a test. Raises PydanticCustomError."""
        raise NotImplementedError

    def words(self, registers: Registers) -> Sequence[str] | None:
        """List the values there are, for whoever completes or checks; None where any may be."""
        return None


@dataclass(frozen=True)
class TextType(FieldType):
    """Words of the team's own, compared as they are written."""

    what: ClassVar[str] = "text"

    def one(self, text: str, registers: Registers) -> Want:
        """Take the text."""
        return Is(text)


@dataclass(frozen=True)
class NamedType(FieldType):
    """A name that the manual declares: of a ticket kind, a queue, a role."""

    what: ClassVar[str] = "a name that the manual declares"
    name: type[NameIn]

    def one(self, text: str, registers: Registers) -> Want:
        """Look the name up, where the names are at hand."""
        return Is(self.name.look_up(text, registers))

    def words(self, registers: Registers) -> Sequence[str] | None:
        """Give the declared names."""
        known = registers.get(self.name.register)
        return None if known is None else list(known)


@dataclass(frozen=True)
class WordType(FieldType):
    """One of a few words of ours."""

    what: ClassVar[str] = "one of a few words"
    known: tuple[str, ...]

    def one(self, text: str, registers: Registers) -> Want:
        """Take one of the words."""
        return Is(_one_of(text, self.known))

    def words(self, registers: Registers) -> Sequence[str] | None:
        """Give the words."""
        return self.known


@dataclass(frozen=True)
class YesNoType(FieldType):
    """Yes or no. yes, no: how each is said of a record, as in `it is our turn`."""

    what: ClassVar[str] = "`yes` or `no`"
    yes: str
    no: str

    def one(self, text: str, registers: Registers) -> Want:
        """Take yes or no."""
        return Is(_one_of(text, ("yes", "no")) == "yes")

    def words(self, registers: Registers) -> Sequence[str] | None:
        """Give both."""
        return ("yes", "no")


@dataclass(frozen=True)
class NumberType(FieldType):
    """A number."""

    what: ClassVar[str] = "a number or a range, such as `1 to 5`"
    tests: ClassVar[Mapping[str, str]] = {"at least": "3", "at most": "10"}

    def one(self, text: str, registers: Registers) -> Want:
        """Read a number, or a range with both its ends."""
        if found := _RANGE.fullmatch(text.strip()):
            least, most = float(found[1]), float(found[2])
            if most < least:
                raise unreadable(f"“{text}” begins after its end")
            return Amount(least=least, most=most)
        number = _number(text)
        return Amount(least=number, most=number)

    def part(self, key: str, text: str) -> object:
        """Read a bound."""
        return _number(text)

    def test(self, read: Mapping[str, object]) -> Want:
        """Make the range."""
        least, most = read.get("at least"), read.get("at most")
        if isinstance(least, float) and isinstance(most, float) and most < least:
            raise unreadable(f"At least {least:g} and at most {most:g} is never both")
        return Amount(least=_float(least), most=_float(most))


@dataclass(frozen=True)
class CountType(FieldType):
    """How often something happened. In a window that slides: any month, not this one."""

    what: ClassVar[str] = "a count"
    tests: ClassVar[Mapping[str, str]] = {
        "at least": "3",
        "at most": "2",
        "within": "1 month",
        "none within": "90 days",
    }

    def one(self, text: str, registers: Registers) -> Want:
        """Read how many there are in all."""
        return NumberType().one(text, registers)

    def part(self, key: str, text: str) -> object:
        """Read a bound or a window."""
        return _span(text) if key.endswith("within") else _number(text)

    def test(self, read: Mapping[str, object]) -> Want:
        """Make the count and its window."""
        none, within = read.get("none within"), read.get("within")
        if none and len(read) > 1:
            raise unreadable("“none within” says all by itself; leave the other keys out")
        if isinstance(none, Span):
            return Amount(least=0, most=0, within=none)
        if read.keys() == {"within"}:
            raise unreadable("How many within that time? Add “at least” or “at most”")
        amount = NumberType().test({key: value for key, value in read.items() if key != "within"})
        assert isinstance(amount, Amount), "a test of a number is an amount"
        return Amount(least=amount.least, most=amount.most, within=within if isinstance(within, Span) else None)


_DISTANCES = {"at least": "14 days ago", "at most": "14 days ago", "within": "90 days from now"}


@dataclass(frozen=True)
class MomentType(FieldType):
    """A moment."""

    what: ClassVar[str] = "a day, such as `2026-11-30` or `today`"
    tests: ClassVar[Mapping[str, str]] = {**_DISTANCES, "before": "today", "after": "2026-11-30"}
    whole_days: ClassVar[bool] = False

    def one(self, text: str, registers: Registers) -> Want:
        """Read a day: any moment of it."""
        return Dated(self.whole_days, on=_day(text))

    def part(self, key: str, text: str) -> object:
        """Read a distance from now, or a day."""
        return _distance(text, key=key) if key in _DISTANCES else _day(text)

    def test(self, read: Mapping[str, object]) -> Want:
        """Put the bounds together."""
        return Dated(self.whole_days, **{key.replace(" ", "_"): value for key, value in read.items()})  # type: ignore[arg-type]


@dataclass(frozen=True)
class DayType(MomentType):
    """A day without a time."""

    whole_days: ClassVar[bool] = True


def _one_of(text: str, words: Sequence[str]) -> str:
    if text not in words:
        known = listed([f"“{word}”" for word in words], last="or")
        raise unreadable(f"“{text}” is not {known}", nearest_word=nearest(text, words))
    return text


def _number(text: str) -> float:
    if not re.fullmatch(_NUMBER, text.strip()):
        raise unreadable(f"“{text}” is not a number")
    return float(text)


def _float(value: object) -> float | None:
    return value if isinstance(value, float) else None


def _span(text: str) -> Span:
    return _parsed(Span.parse, text)


def _distance(text: str, *, key: str) -> Distance:
    found = _FROM_NOW.fullmatch(text.strip())
    if not found:
        reason = f"“{text}” is not a distance from now; write it as “{_DISTANCES[key]}”"
        raise unreadable(reason, nearest_word=_with_its_way(text, key))
    ahead = found[2] == "from now"
    if key == "within" and not ahead:
        raise unreadable(f"“within” looks ahead; for what lies behind write “at most: {text}”")
    try:
        return Distance(Span.parse(found[1]), ahead)
    except Misread as none:
        raise unreadable(none.reason, nearest_word=f"{none.meant} {found[2]}" if none.meant else None) from none
    except ValueError as wrong:
        raise unreadable(str(wrong)) from wrong


def _with_its_way(text: str, key: str) -> str | None:
    """Give a bare span with the way in which such a test looks; None where it is no span either."""
    try:
        return f"{Span.parse(text)} {'from now' if key == 'within' else 'ago'}"
    except ValueError:
        return None


def _day(text: str) -> OnDay:
    return OnDay(None if text.strip() == "today" else _parsed(date.fromisoformat, text.strip(), _NO_DAY.format(text)))


_NO_DAY = "“{}” is not a day; write it as 2026-11-30, or “today”"


def _parsed[Read](parse: Callable[[str], Read], text: str, reason: str = "") -> Read:
    try:
        return parse(text)
    except PydanticCustomError:
        raise
    except Misread as none:
        raise unreadable(reason or none.reason, nearest_word=none.meant or None) from none
    except ValueError as wrong:
        raise unreadable(reason or str(wrong).rstrip(".")) from wrong
