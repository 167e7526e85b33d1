"""Making and ending API tokens."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from rounds.basics.problems import NotAllowed, NotThere, Problem, refuse_if
from rounds.team.models import ApiToken, Member
from rounds.team.queries import require
from rounds.team.tokens.events import TokenEnded, TokenMade
from rounds.team.tokens.scopes import scope_problems
from rounds.team.tokens.secrets import Secret
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, ActorKind
from rounds.workspaces.current import command, here

MOST_NAME = 80


@dataclass(frozen=True, slots=True)
class NewToken:
    """A token that was just made. text: the token itself, to be shown once."""

    token: ApiToken
    text: str = field(repr=False)


@command
def add_token(
    *, member_id: int, name: str, scopes: Sequence[str], expires_at: datetime | None, by: Actor, at: datetime
) -> NewToken:
    """Make a token with which a program acts as a member. Members make their own; Rounds' command line anybody's.

    expires_at: aware, UTC; None for one that does not end by itself. at: aware, UTC.
    Raises NotAllowed, NotThere, Refused (no name, an unknown scope, an end in the past).
    """
    require(by, "make API tokens")
    if by.kind is ActorKind.MEMBER and by.id != member_id:
        raise NotAllowed([Problem("not yours", "You can make tokens for yourself only.", "Ask them to make one.")])
    refuse_if([*_name_problems(name), *scope_problems(scopes), *_end_problems(expires_at, at)])
    if not Member.objects.filter(id=member_id, active=True).exists():
        raise NotThere(f"member {member_id}")
    secret = Secret.make()
    token = ApiToken.objects.create(
        workspace_id=here(),
        member_id=member_id,
        name=name.strip(),
        scopes=sorted(set(scopes)),
        prefix=secret.prefix,
        digest=secret.digest,
        created_at=at,
        expires_at=expires_at,
    )
    record(TokenMade(member=member_id, token=token.pk, scopes=token.scopes), by=by, at=at)
    return NewToken(token, secret.text)


@command
def end_token(*, token_id: int, by: Actor, at: datetime) -> ApiToken:
    """End a token: one's own, or anybody's where one manages people. Ending it again changes nothing.

    at: aware, UTC. Raises NotAllowed, NotThere.
    """
    token = ApiToken.objects.select_for_update().filter(id=token_id).first()
    if token is None:
        raise NotThere(f"token {token_id}")
    if (by.kind, by.id) != (ActorKind.MEMBER, token.member_id):
        require(by, "manage people")
    if token.ended_at is None:
        token.ended_at = at
        token.save(update_fields=["ended_at"])
        record(TokenEnded(member=token.member_id, token=token.pk), by=by, at=at)
    return token


def _name_problems(name: str) -> list[Problem]:
    if not name.strip():
        return [Problem("no name", "A token has a name.", "Say which program it is for.", field="name")]
    if len(name.strip()) > MOST_NAME:
        return [Problem("too long", f"A name has {MOST_NAME} characters at most.", field="name")]
    return []


def _end_problems(expires_at: datetime | None, at: datetime) -> list[Problem]:
    if expires_at is not None and expires_at <= at:
        return [Problem("past", "A token ends in the future.", "Choose a later day.", field="day")]
    return []
