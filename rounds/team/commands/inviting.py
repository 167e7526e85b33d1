"""Invitations: somebody is asked to join, asked again, or asked no more; and they join."""

from collections.abc import Sequence
from datetime import datetime

from rounds.basics.problems import NotThere, Problem, Refused, refuse_if
from rounds.team.commands.members import (
    email_problems,
    join,
    may_manage,
    name_problems,
    password_problems,
    role_problems,
)
from rounds.team.events import InvitationAccepted, InvitationWithdrawn, Invited
from rounds.team.house import INVITED
from rounds.team.invitations import HOLDS_FOR, Pass, kept, new_word
from rounds.team.models import Invitation, InvitationState, Member, Person
from rounds.team.queries.inviting import holding
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind, Fact
from rounds.workspaces.current import command, here

GONE = "This invitation does not hold any more."
GONE_FIX = "Ask whoever invited you to send it again."


@command
def invite(*, email: str, roles: Sequence[str], by: Actor, at: datetime) -> tuple[Invitation, Pass]:
    """Ask somebody to join; gives what their link has to carry. Asked again while one is open, the new one holds alone.

    email: a mail address. at: aware, UTC. Raises NotAllowed, Refused (a member already, an unknown role).
    """
    may_manage(by)
    key = email.strip().lower()
    refuse_if([*email_problems(key), *role_problems(roles)])
    row = Invitation.objects.select_for_update().filter(email=key, state=InvitationState.OPEN).first()
    row = row or Invitation(workspace_id=here(), email=key)
    row.roles, row.invited_by_id = list(roles), by.id if by.kind is ActorKind.MEMBER else None
    return row, _made_out(row, by=by, at=at)


@command
def invite_again(*, invitation_id: int, by: Actor, at: datetime) -> tuple[Invitation, Pass]:
    """Make out an open invitation anew, for a link that was lost or is too old. at: aware, UTC. Raises NotAllowed, NotThere."""
    may_manage(by)
    row = _open(invitation_id)
    return row, _made_out(row, by=by, at=at)


@command
def withdraw(*, invitation_id: int, by: Actor, at: datetime) -> None:
    """Ask somebody no more; their link opens nothing. at: aware, UTC. Raises NotAllowed, NotThere."""
    may_manage(by)
    row = _open(invitation_id)
    row.state = InvitationState.WITHDRAWN
    row.save(update_fields=["state"])
    record(InvitationWithdrawn(invitation=row.pk), by=by, at=at)


@command
def accept(*, shown: Pass, name: str, password: str | None, person_id: int | None, by: Actor, at: datetime) -> Member:
    """Join by a link that holds: as a new person with name and password, or as the one who is signed in and was meant.

    person_id: who is signed in. by: Rounds itself, for whoever shows the link. at: aware, UTC.
    Raises Refused (used, withdrawn, too old, somebody else's, a weak password, no name).
    """
    row = holding(shown, at=at)
    if row is None or by.kind is not ActorKind.SYSTEM:
        raise Refused([Problem("invitation gone", GONE, GONE_FIX)])
    person = Person.objects.filter(email=row.email).first()
    refuse_if([*_person_problems(person, person_id), *name_problems(name), *email_problems(row.email)])
    if person is None:
        refuse_if(password_problems(password or ""))
    known = [role for role in row.roles if not role_problems([role])]
    asked = Fact("they were asked to join", at=row.sent_at)
    who = (
        Fact("invited by", member=row.invited_by_id) if row.invited_by_id else Fact("invited by", "whoever runs Rounds")
    )
    why = INVITED.because(asked, who, then="they work with the rights of their roles")
    by_itself = Actor.itself()
    member = join(name=name, email=row.email, roles=known, password=password, by=by_itself, at=at, because=why)
    row.state, row.member = InvitationState.ACCEPTED, member
    row.save(update_fields=["state", "member"])
    record(InvitationAccepted(invitation=row.pk, member=member.pk), by=Actor.member(member.pk), at=at)
    return member


def _made_out(row: Invitation, *, by: Actor, at: datetime) -> Pass:
    word = new_word()
    row.secret, row.sent_at, row.expires_at = kept(word), at, at + HOLDS_FOR
    row.save()
    record(Invited(invitation=row.pk, roles=list(row.roles), expires_at=row.expires_at), by=by, at=at)
    return Pass(here(), row.pk, word)


def _open(invitation_id: int) -> Invitation:
    row = (
        Invitation.objects.select_for_update(of=("self",)).filter(id=invitation_id, state=InvitationState.OPEN).first()
    )
    if row is None:
        raise NotThere(f"invitation {invitation_id}")
    return row


def _person_problems(person: Person | None, signed_in: int | None) -> list[Problem]:
    """Whoever has an account joins as themselves: a link that was passed on makes nobody somebody else."""
    if person is not None and person.pk != signed_in:
        fix = "Sign in with the address that was invited, and follow the link again."
        return [Problem("somebody else", "This invitation is for somebody who has an account here.", fix)]
    if person is None and signed_in is not None:
        fix = "Sign out first, and follow the link again."
        return [
            Problem("somebody else", "This invitation is for another address than the one you are signed in with.", fix)
        ]
    return []
