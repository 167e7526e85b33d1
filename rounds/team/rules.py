"""Roles and working hours, as the operating manual declares them."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Annotated, ClassVar
from zlib import crc32
from zoneinfo import ZoneInfo

from pydantic import Field

from rounds.basics.hours import Hours
from rounds.policies.book import Book
from rounds.policies.rules import Clause, InOrder
from rounds.policies.sentences import Says
from rounds.policies.values import Acts, Choice, RoleName, WindowList, Zone


class SecondFactor(Choice):
    """Whether whoever holds a role proves themselves with more than a password."""

    OPTIONAL = "optional"
    REQUIRED = "required"


class Role(Clause):
    """A role and what it may do. Who has it is set on the People page, not here."""

    kind: ClassVar[str] = "role"

    may: Annotated[Acts, Says("May {}.")]
    stand_in: Annotated[
        RoleName | None,
        Field(alias="stand-in"),
        Says(
            "Whoever is {} stands in while nobody with this role is at work: does their work, and is told what they are told.",
            absent="Nobody stands in.",
        ),
    ] = None
    second_factor: Annotated[SecondFactor, Says("At sign-in, a passkey or a code beside the password is {}.")] = (
        SecondFactor.OPTIONAL
    )


class HoursClause(Clause):
    """Hours in which people work."""

    kind: ClassVar[str] = "hours"
    in_order: ClassVar[InOrder | None] = InOrder("the first are those of all that names none", first_alone=True)

    open: Annotated[WindowList, Says("{}.")]
    zone: Annotated[Zone | None, Says("On the clock of {}.", absent="On the manual's own clock.")] = None

    def calendar(self, *, zone: ZoneInfo, holidays: frozenset[date]) -> Hours:
        """Give the hours to count with. zone: the manual's, used where the clause names none."""
        return Hours(zone=self.zone or zone, windows=self.open, holidays=holidays)


CLAUSES: tuple[type[Clause], ...] = (Role, HoursClause)

MANAGE_PEOPLE = "manage people"
NEVER_WITHOUT = (MANAGE_PEOPLE, "adopt the manual")
"""Acts that somebody here must always be able to do: whoever lost the last of them could let nobody in, or change no rule."""


def who_may(act: str, roles_of: Mapping[int, Iterable[str]], book: Book) -> set[int]:
    """Pick the members who may do an act. roles_of: member → the roles they hold."""
    able = {role.name for role in book.all(Role) if act in role.may}
    return {member for member, roles in roles_of.items() if able & set(roles)}


def acts_left_to_nobody(
    before: Mapping[int, Iterable[str]], after: Mapping[int, Iterable[str]], book: Book
) -> list[str]:
    """List the acts that a change of roles would leave to nobody. before, after: member → the roles they hold."""
    return [act for act in NEVER_WITHOUT if who_may(act, before, book) and not who_may(act, after, book)]


def version_of(name: str, roles: Iterable[str]) -> int:
    """Number what a form read of a member, by what it says: a form that was read before a change carries another one."""
    return crc32(repr((name, sorted(roles))).encode())
