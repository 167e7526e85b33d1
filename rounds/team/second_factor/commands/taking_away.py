"""Somebody else takes away what a member can no longer show: a lost phone, a broken key."""

from datetime import datetime

from rounds.basics.problems import NotAllowed, NotThere, Problem, Refused
from rounds.team.commands.members import may_manage
from rounds.team.commands.signing_in import sessions_of
from rounds.team.models import Member, Person
from rounds.team.notices import notices_of
from rounds.team.queries import memberships_of
from rounds.team.second_factor.events import SecondFactorTakenAway
from rounds.team.second_factor.models import SecondFactorRow
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command
from rounds.workspaces.rows import insert


@command
def take_away(*, member_id: int, by: Actor, at: datetime) -> None:
    """Take away a member's app, passkeys and recovery codes, and end their sign-ins; they are told by a notice.

    They come in with their password then, and set up another one where the manual asks for it. at: aware, UTC.
    Raises NotAllowed (one's own, too), NotThere (no such member, no second factor), Refused (they come in to another company,
    where this one decides nothing; the command line may).
    """
    may_manage(by)
    member = Member.objects.filter(id=member_id, active=True).exclude(person=None).first()
    if member is None:
        raise NotThere(f"member {member_id}")
    _refuse_ones_own(member, by)
    person_id = Person.objects.select_for_update().values_list("id", flat=True).get(id=member.person_id or 0)
    if not SecondFactorRow.objects.filter(person_id=person_id).exists():
        raise NotThere(f"second factor of member {member_id}")
    _refuse_where_others_rely(member, by)
    SecondFactorRow.objects.filter(person_id=person_id).delete()
    sessions_of(person_id).delete()
    gone = entry(SecondFactorTakenAway(member=member.pk), by=by, at=at)
    insert(gone, *notices_of(gone, [member.pk], at=at))


def _refuse_ones_own(member: Member, by: Actor) -> None:
    """Whoever sits at an open browser of somebody's would not need their password for it."""
    if by == Actor.member(member.pk):
        fix = "Turn it off under “Your sign-in”, with your password."
        raise NotAllowed([Problem("your own", "Nobody takes away their own.", fix)])


def _refuse_where_others_rely(member: Member, by: Actor) -> None:
    if by.kind is ActorKind.MEMBER and len(memberships_of(member.person_id or 0)) > 1:
        fix = "Whoever runs this Rounds can: rounds member unlock."
        text = f"{member.name} comes in to another company too, with the same sign-in."
        raise Refused([Problem("another company", text, fix)])
