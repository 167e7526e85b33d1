"""Conditions that no record can ever meet, by what is written alone: never said wrongly, though not always seen."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from rounds.basics.localtime import ONE_DAY
from rounds.basics.spans import Span
from rounds.policies.conditions.condition import Condition, Test
from rounds.policies.conditions.fields import NOT
from rounds.policies.conditions.implying import implies
from rounds.policies.conditions.types import CountType
from rounds.policies.conditions.wants import Amount, Dated, Distance, Want
from rounds.policies.values import Path

type Contradiction = tuple[Path, str]
"""Where it stands in the condition, and what is wrong: a plain sentence without its full stop."""

NEVER = "no record ever meets it. Change one of them, or leave it out"
_A_DAY_APART = timedelta(hours=26)
"""Moments that are as far apart lie on two days of any zone."""


def contradictions(condition: Condition) -> Iterator[Contradiction]:
    """Find what can never be, in a condition and in what it denies."""
    for test in condition.tests:
        for place, want in enumerate(test.wants):
            for key, problem in _of_one(test, want):
                yield (test.field.name, place, *key) if len(test.wants) > 1 else (test.field.name, *key), problem
    if condition.denied:
        if implies(replace(condition, denied=None), condition.denied):
            yield (NOT,), f"Whatever meets the rest is what this “not” leaves out, so {NEVER}"
        for path, problem in contradictions(condition.denied):
            yield (NOT, *path), problem


def _of_one(test: Test, want: Want) -> Iterator[tuple[tuple[str, ...], str]]:
    if isinstance(want, Dated):
        yield from _of_dates(want)
    elif isinstance(want, Amount) and not want.share_of and isinstance(test.field.type, CountType):
        least, most = want.least, want.most
        if most is not None and most < 0:
            yield (), f"“{test.field.name}” is counted, and no count is less than 0, so {NEVER}"
        elif least is not None and most is not None and math.ceil(least) > math.floor(most):
            yield (), f"“{test.field.name}” is counted, and no whole number is {want}, so {NEVER}"


@dataclass(frozen=True)
class _End:
    """One end of where a moment may lie. day: a day of the calendar; today: days from today, 0 is today's beginning.

    now: the span from now, None with `today` None too where it is now itself. ahead: of now, whether it lies ahead.
    """

    key: str
    said: str
    day: date | None = None
    today: int | None = None
    span: Span | None = None
    ahead: bool = False

    @property
    def is_beside_now(self) -> bool:
        return self.day is None and self.today is None

    @property
    def side(self) -> int:
        """Say on which side of now it lies: -1 behind it, 0 now itself, 1 ahead."""
        return 0 if self.span is None else (1 if self.ahead else -1)


def _of_dates(want: Dated) -> Iterator[tuple[tuple[str, ...], str]]:
    """Find two keys of which the one begins where the other is over; the first two are enough."""
    for lower in _begins(want):
        for upper in _ends(want):
            if lower.key != upper.key and _apart(lower, upper, whole_days=want.whole_days):
                first, second = sorted((lower, upper), key=lambda end: _ORDER.index(end.key))
                yield (second.key,), f"“{first.said}” and “{second.said}” are never both true, so {NEVER}"
                return


_ORDER = ("at least", "at most", "within", "before", "after")


def _begins(want: Dated) -> Iterator[_End]:
    if want.after:
        day = want.after.day
        yield _End("after", f"after {want.after}", day=day and day + ONE_DAY, today=None if day else 1)
    if want.at_least and want.at_least.ahead:
        yield _beside_now("at least", want.at_least)
    for key, near in (("at most", want.at_most), ("within", want.within)):
        if near:
            yield _End(key, f"{key} {near}") if near.ahead else _beside_now(key, near)


def _ends(want: Dated) -> Iterator[_End]:
    """Give the upper ends; those of a day do not belong to it."""
    if want.before:
        yield _End("before", f"before {want.before}", day=want.before.day, today=None if want.before.day else 0)
    if want.at_least and not want.at_least.ahead:
        yield _beside_now("at least", want.at_least)
    for key, near in (("at most", want.at_most), ("within", want.within)):
        if near:
            yield _beside_now(key, near) if near.ahead else _End(key, f"{key} {near}")


def _beside_now(key: str, distance: Distance) -> _End:
    return _End(key, f"{key} {distance}", span=distance.span, ahead=distance.ahead)


def _apart(lower: _End, upper: _End, *, whole_days: bool) -> bool:
    """Say whether what begins here is never before what ends there, whatever day it is."""
    if lower.day and upper.day:
        return lower.day >= upper.day
    if lower.today is not None and upper.today is not None:
        return lower.today >= upper.today
    if lower.today is not None:
        return upper.is_beside_now and upper.side <= 0
    if upper.today is not None:
        return lower.is_beside_now and lower.side >= 0
    if not (lower.is_beside_now and upper.is_beside_now):
        return False
    return _farther(lower, upper, by=_A_DAY_APART if whole_days else timedelta())


def _farther(lower: _End, upper: _End, *, by: timedelta) -> bool:
    """Say whether one end beside now always lies after another one. by: so much at least."""
    if lower.side != upper.side:
        spans = [end.span for end in (lower, upper) if end.span]
        return lower.side > upper.side and (not by or any(span.is_at_least(by) for span in spans))
    if lower.span is None or upper.span is None:
        return False
    near, far = (upper.span, lower.span) if lower.side > 0 else (lower.span, upper.span)
    return far.is_longer_than(near, by=by)
