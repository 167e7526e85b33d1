"""Who comes in with a token, and which tokens there are."""

from dataclasses import dataclass
from datetime import datetime
from hmac import compare_digest

from django.db.models import F

from rounds.team.models import ApiToken
from rounds.team.tokens.secrets import Secret
from rounds.workspaces.models import Workspace
from rounds.workspaces.rows import fetch, loaded


@dataclass(frozen=True, slots=True)
class Holder:
    """A program that came in with a token that holds. calls: how often it did within this minute, this time included."""

    token_id: int
    scopes: tuple[str, ...]
    member_id: int
    member_name: str
    roles: tuple[str, ...]
    workspace: Workspace
    calls: int


@dataclass(frozen=True, slots=True)
class TokenRow:
    """A token as people see it. alive: a program comes in with it at this moment."""

    id: int
    name: str
    prefix: str
    scopes: list[str]
    member_id: int
    member: str
    created_at: datetime
    expires_at: datetime | None
    ended_at: datetime | None
    last_used_at: datetime | None

    def is_alive(self, at: datetime) -> bool:
        return self.ended_at is None and (self.expires_at is None or self.expires_at > at)


def holder_of(text: str, *, at: datetime) -> Holder | None:
    """Say whose token this is and count the call; None where it is no token, has ended, or its member is gone.

    Looks across workspaces: the token says which one. at: aware, UTC.
    """
    if (secret := Secret.read(text)) is None:
        return None
    found = fetch("SELECT * FROM token_came(%s, %s, %s)", [secret.prefix, secret.digest, at])
    if not found:
        return None
    token_id, digest, scopes, calls, member_id, member, roles, workspace_id, name, slug, version, created_at = found[0]
    if not compare_digest(digest, secret.digest) or calls is None:
        return None
    workspace = loaded(Workspace, id=workspace_id, name=name, slug=slug, manual_version=version, created_at=created_at)
    return Holder(token_id, tuple(scopes), member_id, member, tuple(roles), workspace, calls)


def tokens(*, member_id: int | None = None) -> list[TokenRow]:
    """List tokens, the newest first, those that have ended included. member_id: only this member's."""
    rows = ApiToken.objects.filter(member_id=member_id) if member_id else ApiToken.objects.all()
    fields = ("id", "name", "prefix", "scopes", "member_id", "called", "created_at", "expires_at", "ended_at")
    named = rows.annotate(called=F("member__name")).order_by("-id").values_list(*fields, "last_used_at")
    return [TokenRow(*row) for row in named]


def token_of_prefix(prefix: str) -> TokenRow | None:
    """Find a token by its public beginning, written with or without its mark."""
    plain = prefix.removeprefix("rnd_").partition("_")[0]
    return next((row for row in tokens() if row.prefix == plain), None)
