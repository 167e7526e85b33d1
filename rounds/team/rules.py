"""Roles and working hours, as the operating manual declares them."""

from datetime import date
from typing import Annotated, ClassVar
from zoneinfo import ZoneInfo

from rounds.basics.hours import Hours
from rounds.policies.rules import Clause
from rounds.policies.sentences import Says
from rounds.policies.values import Acts, WindowList, Zone


class Role(Clause):
    """A role and what it may do. Who holds it is set on the People page, not here."""

    kind: ClassVar[str] = "role"

    may: Annotated[Acts, Says("May {}.")]


class HoursClause(Clause):
    """Hours in which people work."""

    kind: ClassVar[str] = "hours"

    open: Annotated[WindowList, Says("{}.")]
    zone: Annotated[Zone | None, Says("On the clock of {}.", absent="On the manual's own clock.")] = None

    def calendar(self, *, zone: ZoneInfo, holidays: frozenset[date]) -> Hours:
        """Give the hours to count with. zone: the manual's, used where the clause names none."""
        return Hours(zone=self.zone or zone, windows=self.open, holidays=holidays)


CLAUSES: tuple[type[Clause], ...] = (Role, HoursClause)
