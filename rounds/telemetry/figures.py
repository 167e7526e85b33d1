"""Conditions over what the manual's facts come to: `{items: {none within: 90 days}, quiet users: {at most: 10 % of users}}`.

Which facts there are stands in the manual, so the fields are as many as it declares. What a condition asks is worked out first
(`asked_of`), so that it is counted for many accounts at once; then each account is judged by its numbers.
"""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from operator import itemgetter
from typing import Any, ClassVar

from pydantic import GetJsonSchemaHandler
from pydantic_core import CoreSchema

from rounds.basics.text import listed, nearest
from rounds.policies.conditions import Condition, CountType, Field, Fields, Over, Test, When
from rounds.policies.conditions.saying import tested
from rounds.policies.conditions.wants import Amount, Want
from rounds.policies.values import Registers, unreadable

RECORD = "firm in figures"
_SHARE = re.compile(r"(\d{1,3}(?:\.\d{1,2})?)\s*%\s*of\s+(.+)")


@dataclass(frozen=True)
class Share:
    """An end of a test: so many percent of another fact."""

    percent: float
    of: str


@dataclass(frozen=True)
class FactType(CountType):
    """What a fact comes to: a count, or what share of another fact that is. known: the facts that there are, None for any."""

    what: ClassVar[str] = "a count, or a share of another fact: `{at most: 10 % of users, within: 1 year}`"
    known: tuple[str, ...] | None = field(default=None, compare=False)

    def part(self, key: str, text: str) -> object:
        """Read a bound, which may be a share, or a window."""
        found = _SHARE.fullmatch(text.strip())
        if found is None or key not in {"at least", "at most"}:
            return super().part(key, text)
        if self.known is not None and found[2] not in self.known:
            near = nearest(found[2], self.known)
            raise unreadable(
                f"There is no fact “{found[2]}”", nearest_word=near and text.strip().replace(found[2], near)
            )
        return Share(float(found[1]), found[2])

    def test(self, read: Mapping[str, object]) -> Want:
        """Make the count or the share, and its window."""
        shares = [each for each in read.values() if isinstance(each, Share)]
        if not shares:
            return super().test(read)
        plain = {key: each.percent if isinstance(each, Share) else each for key, each in read.items()}
        ends = [key for key in ("at least", "at most") if key in read]
        if len(ends) > len(shares) or len({each.of for each in shares}) > 1:
            raise unreadable(
                f"{listed([f'“{key}”' for key in ends])} of one test are shares of the same fact, or neither is one"
            )
        amount = super().test(plain)
        assert isinstance(amount, Amount), "a test of a count is an amount"
        return replace(amount, share_of=shares[0].of)


class FactFields(Fields):
    """The facts of a manual as fields. known: their names; None where any may be one, since the manual was checked before."""

    named_by = ("fact", FactType.what)

    def __init__(self, known: Collection[str] | None = None) -> None:
        super().__init__(RECORD, ())
        self._known = known

    def get(self, name: str) -> Field | None:
        """Find a fact."""
        if self._known is not None and name not in self._known:
            return None
        known = None if self._known is None else tuple(self._known)
        return Field(name, FactType(known), of=itemgetter(name), lookup=name)

    def names(self) -> list[str]:
        """List them."""
        return list(self._known or ())


@dataclass(frozen=True)
class OverFacts(Over):
    """Tell pydantic that a field of a clause is a condition over the manual's facts."""

    fields: Fields = field(default_factory=FactFields)

    def read(self, written: object, registers: Registers) -> Condition:
        """Read a condition, by the facts that are declared where the registers are at hand."""
        return Over(FactFields(registers.get("fact"))).read(written, registers)

    def __get_pydantic_json_schema__(self, schema: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        """Describe it to editors."""
        return {
            "type": "object",
            "minProperties": 1,
            "description": "Facts of the manual with how many there have to be.",
        }


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact, and from when on what happened counts: aware, None for ever."""

    fact: str
    since: datetime | None


@dataclass(frozen=True, slots=True)
class Told:
    """One test of a condition, as it came out. said: as the manual puts it; number: what there is.

    whole: what the number is held against, where a share is asked; None elsewhere.
    """

    said: str
    number: int
    met: bool
    whole: int | None = None

    @property
    def there(self) -> str:
        """Say what there is: `7`, or `3 of 48, 6.2 %`."""
        if self.whole is None:
            return f"{self.number:,}"
        share = f", {round(percent(self.number, self.whole), 1):g} %" if self.whole else ""
        return f"{self.number:,} of {self.whole:,}{share}"


type Number = Callable[[Asked], int]


def percent(number: int, whole: int) -> float:
    """Give how many percent a number is; 0 where there is nothing of which it could be a share."""
    return 100 * number / whole if whole else 0.0


def asked_of(condition: Condition, when: When) -> Iterator[Asked]:
    """List what has to be counted for a condition."""
    for test in condition.tests:
        for want in test.wants:
            since = want.bounds(when).since
            yield Asked(test.field.name, since)
            if share_of := _share_of(want):
                yield Asked(share_of, since)
    if condition.denied:
        yield from asked_of(condition.denied, when)


def asked_in(condition: Condition) -> Iterator[str]:
    """Name the facts that a condition asks, those too that something is a share of."""
    for test in condition.tests:
        yield test.field.name
        yield from filter(None, map(_share_of, test.wants))
    if condition.denied:
        yield from asked_in(condition.denied)


def told_of(condition: Condition, when: When, number: Number) -> tuple[Told, ...]:
    """Say how each test of a condition came out; the condition holds where all are met."""
    told = tuple(_told(test, when, number) for test in condition.tests)
    if condition.denied is None:
        return told
    denied = told_of(condition.denied, when, number)
    hit = all(each.met for each in denied)
    return (*told, *(replace(each, said=f"not: {each.said}", met=not hit) for each in denied))


def _told(test: Test, when: When, number: Number) -> Told:
    said = "".join(part.text for part in tested(test.field, test.wants))
    came = [_one(said, test.field.name, want, when, number) for want in test.wants]
    return next((each for each in came if each.met), came[0])


def _one(said: str, fact: str, want: Want, when: When, number: Number) -> Told:
    """Say how one of the things came out that a fact may be."""
    bounds = want.bounds(when)
    found = number(Asked(fact, bounds.since))
    if not (share_of := _share_of(want)):
        return Told(said, found, bounds.hold(found))
    whole = number(Asked(share_of, bounds.since))
    return Told(said, found, bounds.hold(percent(found, whole)), whole)


def _share_of(want: Want) -> str:
    return want.share_of if isinstance(want, Amount) else ""
