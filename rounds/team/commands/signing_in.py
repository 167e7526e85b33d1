"""What a member does about their own sign-in: another password, and sign-ins that end."""

from datetime import datetime

from django.contrib.auth.tokens import default_token_generator
from django.db.models import QuerySet

from rounds.basics.problems import NotAllowed, NotThere, Problem, Refused, refuse_if
from rounds.team.commands.members import password_problems
from rounds.team.events import PasswordChanged, SignInsEnded
from rounds.team.models import Member, Person, Session
from rounds.team.queries.signing_in import mark_of
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command


@command
def change_password(*, old: str, new: str, this: str, by: Actor, at: datetime) -> Person:
    """Take another password, and end every other sign-in of this person, in all companies.

    this: the key of the session that asks, which stays. at: aware, UTC.
    Raises NotAllowed, Refused (not the old one, a weak new one).
    """
    member, person = oneself(by)
    if not person.check_password(old):
        fix = "Who has forgotten it sets a new one from the sign-in page."
        raise Refused([Problem("wrong password", "That is not your password now.", fix, field="old")])
    refuse_if([*password_problems(new), *_same(old, new)])
    person.set_password(new)
    person.save(update_fields=["password"])
    sessions_of(person.pk).exclude(session_key=this).delete()
    record(PasswordChanged(member=member.pk), by=by, at=at)
    return person


@command
def choose_password(*, person_id: int, token: str, new: str, by: Actor, at: datetime) -> Person:
    """Choose another password by a link that holds; every sign-in of this person ends, in all companies.

    by: Rounds itself, for whoever shows the link. at: aware, UTC. Raises Refused (the link does not hold, a weak password).
    """
    person = Person.objects.select_for_update().filter(id=person_id, is_active=True).first()
    member = Member.objects.filter(person_id=person_id, active=True).first()
    holds = person is not None and default_token_generator.check_token(person, token)
    if person is None or member is None or not holds or by.kind is not ActorKind.SYSTEM:
        raise Refused([Problem("link gone", "This link does not hold any more.", "Ask for another one.")])
    refuse_if(password_problems(new))
    person.set_password(new)
    person.save(update_fields=["password"])
    sessions_of(person.pk).delete()
    record(PasswordChanged(member=member.pk), by=Actor.member(member.pk), at=at)
    return person


@command
def end_session(*, mark: str, by: Actor, at: datetime) -> None:
    """End one of one's own sign-ins, at once and for all companies. mark: as the list gives it. at: aware, UTC.

    Raises NotAllowed, NotThere.
    """
    member, person = oneself(by)
    keys = [key for key in sessions_of(person.pk).values_list("session_key", flat=True) if mark_of(key) == mark]
    if not keys:
        raise NotThere("sign-in")
    sessions_of(person.pk).filter(session_key__in=keys).delete()
    record(SignInsEnded(member=member.pk, count=len(keys)), by=by, at=at)


@command
def end_other_sessions(*, this: str, by: Actor, at: datetime) -> int:
    """End all of one's sign-ins but the one that asks; say how many. this: its key. at: aware, UTC. Raises NotAllowed."""
    member, person = oneself(by)
    count, _ = sessions_of(person.pk).exclude(session_key=this).delete()
    record(SignInsEnded(member=member.pk, count=count), by=by, at=at)
    return count


def oneself(by: Actor) -> tuple[Member, Person]:
    """Give whoever acts, as member and person. Raises NotAllowed for anybody who is no active member with a sign-in."""
    found = Member.objects.filter(id=by.id or 0, active=True).select_related("person").first()
    if by.kind is not ActorKind.MEMBER or found is None or found.person is None:
        raise NotAllowed([Problem("not allowed", "Only a member looks after their own sign-in.")])
    return found, Person.objects.select_for_update().get(id=found.person.pk)


def sessions_of(person_id: int) -> QuerySet[Session]:
    """Give where a person is signed in, in all companies."""
    return Session.objects.filter(person_id=person_id)


def _same(old: str, new: str) -> list[Problem]:
    return [Problem("same password", "The new password is the old one.", field="new")] if old == new else []
