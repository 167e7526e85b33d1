"""What a field has to be: one value, a range, so many, so long ago. Each says itself and comes down to bounds."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from rounds.basics.localtime import ONE_DAY, day_of, start_of
from rounds.basics.spans import Span
from rounds.policies.conditions.bounds import Bounds, Value, When


class Want(Protocol):
    """One thing that a field may be."""

    def bounds(self, when: When) -> Bounds: ...


@dataclass(frozen=True)
class Is:
    """This one value."""

    value: Value

    def bounds(self, when: When) -> Bounds:
        """Give the value as its own bounds."""
        return Bounds(exactly=self.value)

    def __str__(self) -> str:
        return str(self.value)


@dataclass(frozen=True)
class Amount:
    """So much, of a number or a count. within: of a count, looks at what happened in this span only.

    share_of: what it is a share of; the ends are percent then. Empty where it is no share.
    """

    least: float | None = None
    most: float | None = None
    within: Span | None = None
    share_of: str = ""

    def bounds(self, when: When) -> Bounds:
        """Work out the window; it ends now."""
        since = self.within.before(when.now, hours=when.hours) if self.within else None
        return Bounds(least=self.least, most=self.most, since=since, until=when.now)

    def __str__(self) -> str:
        behind = f" % of {self.share_of}" if self.share_of else ""
        if self.least == self.most:
            return f"{self.least:g}{behind}"
        if self.least is not None and self.most is not None:
            return f"{self.least:g} to {self.most:g}{behind}"
        return f"at most {self.most:g}{behind}" if self.least is None else f"at least {self.least:g}{behind}"


@dataclass(frozen=True)
class Distance:
    """A moment seen from now: `14 days ago`, `90 days from now`."""

    span: Span
    ahead: bool

    def moment(self, when: When) -> datetime:
        """Say which moment that is."""
        if self.ahead:
            return self.span.after(when.now, hours=when.hours)
        return self.span.before(when.now, hours=when.hours)

    def __str__(self) -> str:
        return f"{self.span} {'from now' if self.ahead else 'ago'}"


@dataclass(frozen=True)
class OnDay:
    """A day of the calendar; None is today."""

    day: date | None

    def days(self, when: When) -> tuple[date, date]:
        """Give the day, and the one after it."""
        day = self.day or when.today
        return day, day + ONE_DAY

    def __str__(self) -> str:
        return self.day.isoformat() if self.day else "today"


@dataclass(frozen=True)
class Dated:
    """A time as far from now as is said, or beside a day. whole_days: the field knows days only, no time of day."""

    whole_days: bool
    at_least: Distance | None = None
    at_most: Distance | None = None
    within: Distance | None = None
    before: OnDay | None = None
    after: OnDay | None = None
    on: OnDay | None = None

    def bounds(self, when: When) -> Bounds:
        """Work the words out to the narrowest bounds that all of them leave."""
        least, most = self._near(when)
        below = [each for each in (self._end_of(self.on, 1, when), self._end_of(self.before, 0, when)) if each]
        least += [each for each in (self._end_of(self.on, 0, when), self._end_of(self.after, 1, when)) if each]
        return Bounds(least=max(least, default=None), most=min(most, default=None), below=min(below, default=None))

    def _near(self, when: When) -> tuple[list[date], list[date]]:
        """Give lower and upper bounds by distance: at most so far away lies between there and now."""
        least: list[date] = []
        most: list[date] = []
        now = self._cut(when.now, when)
        if self.at_least:
            (least if self.at_least.ahead else most).append(self._cut(self.at_least.moment(when), when))
        for near in (self.at_most, self.within):
            if near:
                far = self._cut(near.moment(when), when)
                least.append(now if near.ahead else far)
                most.append(far if near.ahead else now)
        return least, most

    def _cut(self, at: datetime, when: When) -> date:
        return day_of(at, when.hours.zone) if self.whole_days else at

    def _end_of(self, day: OnDay | None, end: int, when: When) -> date | None:
        if day is None:
            return None
        ends = day.days(when)[end]
        return ends if self.whole_days else start_of(ends, when.hours.zone)

    def __str__(self) -> str:
        said = {
            "at least": self.at_least, "at most": self.at_most, "within": self.within,
            "before": self.before, "after": self.after, "on": self.on,
        }  # fmt: skip
        return " and ".join(f"{word} {value}" for word, value in said.items() if value)
