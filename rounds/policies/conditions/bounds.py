"""What a test comes down to at a moment: bounds that a value lies in or not."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from rounds.basics.hours import Hours
from rounds.basics.localtime import day_of

type Value = str | bool | int | float | date | datetime


@dataclass(frozen=True)
class When:
    """The moment at which a condition is asked. now: aware UTC. hours: the zone of days, and the working time of spans."""

    now: datetime
    hours: Hours

    @property
    def today(self) -> date:
        """Say which day it is."""
        return day_of(self.now, self.hours.zone)


@dataclass(frozen=True, slots=True)
class Bounds:
    """Where a value has to lie; an end that is None is open.

    exactly: the one value it may be. least, most: belong to it; above, below: do not.
    since: of counts, only what happened after it counts; until: and not after that. Both aware UTC.
    """

    exactly: Value | None = None
    least: Value | None = None
    most: Value | None = None
    above: Value | None = None
    below: Value | None = None
    since: datetime | None = None
    until: datetime | None = None

    def hold(self, value: Any) -> bool:
        """Say whether a value lies inside; it is of the field's type."""
        return (
            (self.exactly is None or value == self.exactly)
            and (self.least is None or value >= self.least)
            and (self.most is None or value <= self.most)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )

    def count(self, moments: Any) -> int:
        """Count the moments in the window."""
        return sum(
            (self.since is None or moment > self.since) and (self.until is None or moment <= self.until)
            for moment in moments
        )
