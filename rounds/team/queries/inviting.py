"""Who was asked to join and has not come yet; and what the page of a link shows."""

from dataclasses import dataclass
from datetime import datetime

from rounds.team.invitations import Pass, kept
from rounds.team.models import Invitation, InvitationState, Person
from rounds.workspaces.queries import this_workspace


@dataclass(frozen=True, slots=True)
class Asked:
    """An open invitation."""

    id: int
    email: str
    roles: tuple[str, ...]
    sent_at: datetime
    expires_at: datetime
    is_over: bool


@dataclass(frozen=True, slots=True)
class Welcome:
    """What a link that holds says. has_account: the address belongs to a person of this Rounds, who signs in."""

    company: str
    email: str
    has_account: bool


def asked(*, at: datetime) -> list[Asked]:
    """List the open invitations, the latest first. at: aware, UTC."""
    rows = Invitation.objects.filter(state=InvitationState.OPEN).order_by("-sent_at")
    return [
        Asked(row.pk, row.email, tuple(row.roles), row.sent_at, row.expires_at, row.expires_at <= at) for row in rows
    ]


def welcome(shown: Pass, *, at: datetime) -> Welcome | None:
    """Say who is asked to join what; None for a link that does not hold. at: aware, UTC."""
    if (row := holding(shown, at=at)) is None:
        return None
    return Welcome(this_workspace().name, row.email, Person.objects.filter(email=row.email).exists())


def holding(shown: Pass, *, at: datetime) -> Invitation | None:
    """Give the invitation of a link that holds, locked; None for one that was used, withdrawn, replaced or is too old."""
    row = Invitation.objects.select_for_update(of=("self",)).filter(id=shown.invitation_id).first()
    holds = row and row.state == InvitationState.OPEN and row.expires_at > at and row.secret == kept(shown.word)
    return row if holds else None
