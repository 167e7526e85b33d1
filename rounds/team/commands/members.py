"""Who belongs to a workspace, and which roles they hold."""

from collections.abc import Sequence
from datetime import datetime

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError

from rounds.basics.problems import ChangedMeanwhile, NotThere, Problem, refuse_if
from rounds.basics.text import listed, nearest
from rounds.policies.queries import book, version_in_force
from rounds.team.events import MemberJoined, MemberLeft, MemberRenamed, RolesChanged
from rounds.team.models import Member, Person
from rounds.team.queries import require, standing_key
from rounds.team.rules import MANAGE_PEOPLE, Role, acts_left_to_nobody, version_of
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind, Because
from rounds.workspaces.current import command, forget, here
from rounds.workspaces.models import Workspace
from rounds.workspaces.queries import THIS

LONGEST_NAME = 200


@command
def add_member(
    *, name: str, email: str, roles: Sequence[str], password: str | None = None, by: Actor, at: datetime
) -> Member:
    """Make somebody a member, again where they were taken off, and a person who can sign in where a password is given.

    A person whom this Rounds knows already keeps the password they have. at: aware, UTC.
    Raises NotAllowed, Refused (an unknown role, an e-mail address that is a member already).
    Source: F1; roles are clauses of the manual.
    """
    may_manage(by)
    key = email.strip().lower()
    refuse_if([*password_problems(password), *role_problems(roles), *email_problems(key)])
    return join(name=name, email=key, roles=roles, password=password, by=by, at=at)


@command
def rename_member(*, member_id: int, name: str, version: int | None = None, by: Actor, at: datetime) -> Member:
    """Set a member's name, as colleagues and customers read it. version: as the form read them. at: aware, UTC.

    Raises NotAllowed, NotThere, Refused (no name), ChangedMeanwhile.
    """
    may_manage(by)
    member = _member(member_id)
    _unchanged(member, version, mine={"Name": name})
    refuse_if(name_problems(name))
    member.name = name.strip()
    member.save(update_fields=["name"])
    forget(standing_key(member_id))
    record(MemberRenamed(member=member.pk), by=by, at=at)
    return member


@command
def set_roles(*, member_id: int, roles: Sequence[str], version: int | None = None, by: Actor, at: datetime) -> Member:
    """Set the roles that a member holds. version: as the form read them. at: aware, UTC.

    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (unknown role, nobody else may manage people or adopt the manual).
    """
    may_manage(by)
    one_after_the_other()
    member = _member(member_id)
    _unchanged(member, version, mine={"Roles": listed(list(roles)) or "none"})
    refuse_if(role_problems(roles) or _last_one_problems(member, roles))
    before, member.roles = member.roles, list(roles)
    member.save(update_fields=["roles"])
    forget(standing_key(member_id))
    record(RolesChanged(member=member.pk, before=before, after=list(roles)), by=by, at=at)
    return member


@command
def take_off(*, member_id: int, by: Actor, at: datetime) -> Member:
    """Take a member off the team: they can no longer come in here, and what they did stays. at: aware, UTC.

    Raises NotAllowed, NotThere, Refused (nobody else may manage people or adopt the manual).
    """
    may_manage(by)
    one_after_the_other()
    member = _member(member_id)
    refuse_if(_last_one_problems(member, ()))
    member.active = False
    member.save(update_fields=["active"])
    forget(standing_key(member_id))
    record(MemberLeft(member=member.pk), by=by, at=at)
    return member


@command
def let_back(*, member_id: int, by: Actor, at: datetime) -> Member:
    """Let somebody who was taken off come back, in the roles they had where the manual still has them. at: aware, UTC.

    Raises NotAllowed, NotThere (nobody was taken off).
    """
    may_manage(by)
    member = Member.objects.select_for_update().filter(id=member_id, active=False).first()
    if member is None:
        raise NotThere(f"member {member_id}, taken off")
    roles = [role for role in member.roles if book().find(Role, role)]
    return join(name=member.name, email=member.email, roles=roles, password=None, by=by, at=at)


def join(
    *,
    name: str,
    email: str,
    roles: Sequence[str],
    password: str | None,
    by: Actor,
    at: datetime,
    because: Because | None = None,
) -> Member:
    """Write a membership down, anew or again, once it is known to be allowed. email: lower case."""
    member = _who_left(email) or Member(workspace_id=here(), email=email)
    member.person = Person.objects.filter(email=email).first() or Person.objects.create_user(email, password)
    member.name, member.roles, member.active, member.joined_at = name.strip(), list(roles), True, at
    member.save()
    forget(standing_key(member.pk))
    record(MemberJoined(member=member.pk, roles=list(roles)), by=by, at=at, because=because)
    return member


def may_manage(by: Actor) -> None:
    """Before the first manual there are no rights, and only Rounds itself (the command line) adds people."""
    if by.kind is ActorKind.SYSTEM and version_in_force() is None:
        return
    require(by, MANAGE_PEOPLE)


def password_problems(password: str | None) -> list[Problem]:
    if password is None:
        return []
    try:
        validate_password(password)
    except ValidationError as weak:
        return [Problem("weak password", text, "Choose a longer one.", field="password") for text in weak.messages]
    return []


def name_problems(name: str) -> list[Problem]:
    if not name.strip():
        return [Problem("no name", "A name is missing.", "Write it as colleagues and customers know it.", field="name")]
    if len(name) > LONGEST_NAME:
        return [Problem("long name", f"A name has {LONGEST_NAME} letters at most.", field="name")]
    return []


def role_problems(roles: Sequence[str]) -> list[Problem]:
    if version_in_force() is None:
        return []
    known = [role.name for role in book().all(Role)]
    return [
        Problem("unknown role", f"The manual has no role “{role}”.", _nearest_fix(role, known), field="roles")
        for role in roles
        if role not in known
    ]


def email_problems(email: str) -> list[Problem]:
    if Member.objects.filter(email=email, active=True).exists():
        return [Problem("member already", "This address belongs to a member already.", field="email")]
    return []


def one_after_the_other() -> None:
    """Lock the company's row: of two who take the right from each other at once, the second sees what the first did.

    Which manual is in force may have changed while this waited, so it is looked up anew.
    """
    Workspace.objects.select_for_update(no_key=True).get(id=here())
    forget(THIS)


def _member(member_id: int) -> Member:
    """Give a member, locked so that nobody else changes them; what only refers to them does not wait. Raises NotThere."""
    member = Member.objects.select_for_update(of=("self",), no_key=True).filter(id=member_id, active=True).first()
    if member is None:
        raise NotThere(f"member {member_id}")
    return member


def _who_left(email: str) -> Member | None:
    """Give the row of somebody who was taken off: what they did stays theirs when they come back."""
    return Member.objects.select_for_update().filter(email=email, active=False).first()


def _unchanged(member: Member, version: int | None, *, mine: dict[str, str]) -> None:
    """Refuse a form that was read before somebody else changed this member. Raises ChangedMeanwhile."""
    now = version_of(member.name, member.roles)
    if version is None or version == now:
        return
    theirs = {"Name": member.name, "Roles": listed(member.roles) or "none"}
    raise ChangedMeanwhile(what="this member", mine=mine, theirs=theirs, version=now)


def _last_one_problems(member: Member, roles: Sequence[str]) -> list[Problem]:
    """Keep at least one who may manage people, and one who may change the rules."""
    if version_in_force() is None:
        return []
    before = dict(Member.objects.filter(active=True).exclude(person=None).values_list("id", "roles"))
    after = {**before, member.pk: list(roles)}
    return [
        Problem(
            "last one",
            f"{member.name} is the last one here who may {act}.",
            "Give somebody else a role that may, first.",
            field="roles",
        )
        for act in acts_left_to_nobody(before, after, book())
    ]


def _nearest_fix(role: str, known: list[str]) -> str:
    near = nearest(role, known)
    return f"Nearest: “{near}”." if near else f"It has {', '.join(known)}."
