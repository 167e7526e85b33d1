"""The link of an invitation: signed, so that nobody makes one, and worth nothing once another was sent or it was used."""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.core import signing

HOLDS_FOR = timedelta(days=7)
"""A limit against abuse, no rule of work: an old mailbox that somebody else reads later opens nothing."""

_SALT = "rounds.team.invitation"


@dataclass(frozen=True, slots=True)
class Pass:
    """What a link says: whose invitation it is. word: the secret whose hash the row keeps."""

    workspace_id: int
    invitation_id: int
    word: str


def new_word() -> str:
    """Make a secret."""
    return secrets.token_urlsafe(24)


def kept(word: str) -> str:
    """Give what is kept of a secret: who reads the table can open nothing."""
    return sha256(word.encode()).hexdigest()


def written(found: Pass) -> str:
    """Write a pass down for a link."""
    return signing.dumps([found.workspace_id, found.invitation_id, found.word], salt=_SALT)


def read(token: str) -> Pass | None:
    """Read a link; None for one that we have not made."""
    try:
        workspace_id, invitation_id, word = signing.loads(token[:500], salt=_SALT)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    return Pass(int(workspace_id), int(invitation_id), str(word))
