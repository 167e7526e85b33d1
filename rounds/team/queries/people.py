"""The people of a workspace as those who manage them see them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from rounds.basics.problems import NotThere
from rounds.policies.queries import book
from rounds.team.models import Available, Away, Member, OwnHours
from rounds.team.on_duty import Duty
from rounds.team.queries.times import duty_of
from rounds.team.rules import Role, version_of
from rounds.team.second_factor.queries import ways_of


@dataclass(frozen=True, slots=True)
class DaysOff:
    id: int
    first_on: date
    last_on: date


@dataclass(frozen=True, slots=True)
class Kept:
    """A member's own hours as they wrote them. version: 0 where they never did."""

    zone: str = ""
    windows: tuple[str, ...] = ()
    reviewed_at: datetime | None = None
    version: int = 0

    @property
    def written(self) -> str:
        """Write the windows one a line."""
        return "\n".join(self.windows)


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member in the list of people. lost: roles they hold that the manual does not have (any more).

    proves: what their sign-in asks for beside a password.
    """

    id: int
    name: str
    email: str
    roles: tuple[str, ...]
    lost: tuple[str, ...]
    active: bool
    zone: str
    duty: Duty | None
    signed_in_at: datetime | None
    proves: str | None


@dataclass(frozen=True, slots=True)
class HeldRole:
    """A role of the manual, and who holds it."""

    name: str
    may: tuple[str, ...]
    holders: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Profile:
    """One member whole. version: what a form says it read. proves: what their sign-in asks for beside a password."""

    id: int
    name: str
    email: str
    roles: tuple[str, ...]
    active: bool
    joined_at: datetime
    version: int
    kept: Kept
    away: tuple[DaysOff, ...]
    duty: Duty | None
    since: datetime | None
    until: datetime | None
    proves: str | None


def colleagues(*, at: datetime) -> list[Colleague]:
    """List the members, those who left last, by name. at: aware, UTC."""
    rows = list(Member.objects.select_related("person").order_by("-active", "name", "id"))
    duties = duty_of((row.pk for row in rows), at=at)
    zones = dict(OwnHours.objects.values_list("member_id", "zone"))
    ways = ways_of(row.person_id or 0 for row in rows)
    known = {role.name for role in book().all(Role)}
    return [
        Colleague(
            id=row.pk,
            name=row.name,
            email=row.email,
            roles=tuple(role for role in row.roles if role in known),
            lost=tuple(role for role in row.roles if role not in known),
            active=row.active,
            zone=zones.get(row.pk, ""),
            duty=duties.get(row.pk),
            signed_in_at=row.person.last_login if row.person else None,
            proves=ways.get(row.person_id or 0),
        )
        for row in rows
    ]


def roles_held(people: Iterable[Colleague]) -> list[HeldRole]:
    """List the roles of the manual with who holds each; one that nobody holds has nobody."""
    here = [each for each in people if each.active]
    return [
        HeldRole(
            role.name, tuple(str(act) for act in role.may), tuple(each.name for each in here if role.name in each.roles)
        )
        for role in book().all(Role)
    ]


def profile(member_id: int, *, at: datetime) -> Profile:
    """Show one member, also one who left. at: aware, UTC. Raises NotThere."""
    member = Member.objects.filter(id=member_id).first()
    if member is None:
        raise NotThere(f"member {member_id}")
    running = Available.objects.filter(member=member, ended_at=None, until_at__gt=at).first()
    return Profile(
        id=member.pk,
        name=member.name,
        email=member.email,
        roles=tuple(member.roles),
        active=member.active,
        joined_at=member.joined_at,
        version=version_of(member.name, member.roles),
        kept=_kept(member_id),
        away=_away(member_id, at=at),
        duty=duty_of([member_id], at=at).get(member_id),
        since=running.since_at if running else None,
        until=running.until_at if running else None,
        proves=ways_of([member.person_id or 0]).get(member.person_id or 0),
    )


def _kept(member_id: int) -> Kept:
    row = OwnHours.objects.filter(member_id=member_id).first()
    return Kept(row.zone, tuple(row.windows), row.reviewed_at, row.version) if row else Kept()


def _away(member_id: int, *, at: datetime) -> tuple[DaysOff, ...]:
    """List days off from now on; the zone may be a day behind UTC."""
    rows = Away.objects.filter(member_id=member_id, last_on__gte=at.date()).order_by("first_on")
    return tuple(DaysOff(*row) for row in rows.values_list("id", "first_on", "last_on"))
