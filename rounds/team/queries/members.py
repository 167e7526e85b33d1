"""Who is here, and what they may do."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from rounds.basics.problems import NotAllowed, Problem
from rounds.policies.queries import book as book_in_force
from rounds.policies.queries import version_in_force
from rounds.team.models import Member, Person
from rounds.team.permissions import Rights, acts_of, allow
from rounds.team.queries.times import at_work
from rounds.team.rules import Role
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import known
from rounds.workspaces.rows import fetch, find


@dataclass(frozen=True, slots=True)
class Membership:
    """One workspace that a person may enter."""

    workspace_id: int
    workspace_name: str
    member_id: int


def memberships_of(person_id: int) -> list[Membership]:
    """List the workspaces of a signed-in person, oldest first. Looks across workspaces."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM memberships_of(%s)", [person_id])
        return [Membership(*row) for row in cursor.fetchall()]


def is_known(email: str) -> bool:
    """Say whether this Rounds knows the person behind an address, as a member here or anywhere: they have their password."""
    return Person.objects.filter(email=email.strip().lower()).exists()


LIMIT = ("acts that this transaction is limited to",)


def limit(acts: frozenset[str]) -> None:
    """Let the running transaction do no more than these acts, whatever the member may: a token is for something."""
    known(LIMIT, lambda: acts)


def require(actor: Actor, act: str) -> None:
    """Refuse an actor who may not do this act in the current workspace. Raises NotAllowed."""
    book = book_in_force()
    _require_scope(actor, act)
    allow(actor, act, acts=acts_of(roles_of(actor), book), book=book)


def _require_scope(actor: Actor, act: str) -> None:
    """Refuse a member's act that the transaction's token is not for; what a clause then does by itself is its own."""
    allowed = _allowed()
    if actor.kind is ActorKind.MEMBER and allowed is not None and act not in allowed:
        fix = f"Make one with the scope “{act}”."
        raise NotAllowed([Problem("outside scope", f"This token is not for this: {act}.", fix)])


def _allowed() -> frozenset[str] | None:
    """Give the acts that this transaction is limited to; None where it is not."""
    allowed: frozenset[str] | None = known(LIMIT, lambda: None)
    return allowed


@dataclass(frozen=True, slots=True)
class Standing:
    """What a transaction has to know of a member who acts."""

    name: str
    roles: tuple[str, ...]


NOBODY = Standing("", ())


def roles_of(actor: Actor) -> list[str]:
    """List the roles that a member holds; none for somebody who is no active member here, or no member at all."""
    return list(standing_of(actor.id).roles) if actor.kind is ActorKind.MEMBER else []


def member_name(member_id: int | None) -> str:
    """Give an active member's name, empty where there is none."""
    return standing_of(member_id).name


def standing_of(member_id: int | None) -> Standing:
    """Look an active member up, once a transaction."""
    return known(standing_key(member_id), lambda: _standing(member_id))


def standing_key(member_id: int | None) -> tuple[str, int | None]:
    """Name what a transaction knows of a member, for whoever changes it or has read it already."""
    return ("member", member_id)


def _standing(member_id: int | None) -> Standing:
    found = fetch("SELECT name, roles FROM member WHERE id = %s AND active", [member_id or 0])
    return Standing(found[0][0], tuple(found[0][1])) if found else NOBODY


def rights_of(actor: Actor) -> Rights:
    """Say what a member may do by the manual in force, with a token no more than it is for; nothing where no manual is in force yet."""
    if version_in_force() is None:
        return Rights(actor.id or 0, frozenset())
    acts, allowed = acts_of(roles_of(actor), book_in_force()), _allowed()
    return Rights(actor.id or 0, acts if allowed is None else acts & allowed)


def members_with(role: str) -> list[Member]:
    """List the active members who hold a role, by name."""
    return find(Member, "active AND roles @> %s::text[] ORDER BY name", [[role]])


def told_of(role: str, *, at: datetime) -> list[Member]:
    """List whom a role is told through: its holders, and whoever stands in for it while none of them is at work.

    at: aware, UTC. Source: clause kind `role`, key `stand-in`.
    """
    holders, clause = members_with(role), book_in_force().find(Role, role)
    if clause is None or clause.stand_in is None or at_work((member.pk for member in holders), at=at):
        return holders
    known = {member.pk for member in holders}
    return [*holders, *(member for member in members_with(clause.stand_in) if member.pk not in known)]


def names_of(ids: Iterable[int]) -> dict[int, str]:
    """Give the names of these members, one query."""
    wanted = [member_id for member_id in ids if member_id]
    return dict(Member.objects.filter(id__in=wanted).values_list("id", "name")) if wanted else {}
