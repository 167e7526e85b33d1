"""Who belongs to a workspace, and which roles they hold."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from rounds.basics.problems import NotThere, Problem, refuse_if
from rounds.basics.text import nearest
from rounds.policies.queries import book, version_in_force
from rounds.team.events import MemberJoined, MemberLeft, RolesChanged
from rounds.team.models import Member, Person
from rounds.team.queries import require, standing_key
from rounds.team.rules import Role
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command, forget, here


@command
def add_member(
    *, name: str, email: str, roles: Sequence[str], password: str | None = None, by: Actor, at: datetime
) -> Member:
    """Make somebody a member, again where they were taken off, and a person who can sign in where a password is given.

    A person whom this Rounds knows already keeps the password they have. at: aware, UTC.
    Raises NotAllowed, Refused (an unknown role, an e-mail address that is a member already).
    Source: F1; roles are clauses of the manual.
    """
    _may_manage(by)
    key = email.strip().lower()
    refuse_if([*_password_problems(password), *_role_problems(roles), *_email_problems(key)])
    member = _who_left(key) or Member(workspace_id=here(), email=key)
    member.person = Person.objects.filter(email=key).first() or Person.objects.create_user(key, password)
    member.name, member.roles, member.active, member.joined_at = name.strip(), list(roles), True, at
    member.save()
    forget(standing_key(member.pk))
    record(MemberJoined(member=member.pk, roles=list(roles)), by=by, at=at)
    return member


@command
def set_roles(*, member_id: int, roles: Sequence[str], by: Actor, at: datetime) -> Member:
    """Set the roles that a member holds. Raises NotAllowed, NotThere, Refused (unknown role)."""
    _may_manage(by)
    refuse_if(_role_problems(roles))
    member = _member(member_id)
    before, member.roles = member.roles, list(roles)
    member.save(update_fields=["roles"])
    forget(standing_key(member_id))
    record(RolesChanged(member=member.pk, before=before, after=list(roles)), by=by, at=at)
    return member


@command
def take_off(*, member_id: int, by: Actor, at: datetime) -> Member:
    """Take a member off the team: they can no longer sign in here, and what they did stays. Raises NotAllowed, NotThere."""
    _may_manage(by)
    member = _member(member_id)
    member.active = False
    member.save(update_fields=["active"])
    forget(standing_key(member_id))
    record(MemberLeft(member=member.pk), by=by, at=at)
    return member


def _may_manage(by: Actor) -> None:
    """Before the first manual there are no rights, and only Rounds itself (the command line) adds people."""
    if by.kind is ActorKind.SYSTEM and version_in_force() is None:
        return
    require(by, "manage people")


def _member(member_id: int) -> Member:
    member = Member.objects.select_for_update().filter(id=member_id).first()
    if member is None:
        raise NotThere(f"member {member_id}")
    return member


def _who_left(email: str) -> Member | None:
    """Give the row of somebody who was taken off: what they did stays theirs when they come back."""
    return Member.objects.select_for_update().filter(email=email, active=False).first()


def _password_problems(password: str | None) -> list[Problem]:
    if password is None:
        return []
    try:
        validate_password(password)
    except ValidationError as weak:
        return [Problem("weak password", text, "Choose a longer one.", field="password") for text in weak.messages]
    return []


def _role_problems(roles: Sequence[str]) -> list[Problem]:
    if version_in_force() is None:
        return []
    known = [role.name for role in book().all(Role)]
    return [
        Problem("unknown role", f"The manual has no role “{role}”.", _nearest_fix(role, known), field="roles")
        for role in roles
        if role not in known
    ]


def _nearest_fix(role: str, known: list[str]) -> str:
    near = nearest(role, known)
    return f"Nearest: “{near}”." if near else f"It has {', '.join(known)}."


def _email_problems(email: str) -> list[Problem]:
    if Member.objects.filter(email=email, active=True).exists():
        return [Problem("member already", "This address belongs to a member already.", field="email")]
    return []
