"""Passwords and refresh tokens of mailboxes: sealed for one row of one workspace, opened where a folder is read and nowhere else."""

from rounds.mail.models import Way
from rounds.workspaces.sealing import Opened, Unsealable, seal, unseal

LOST = "Its password was sealed with another secret key and cannot be read; write it again."
PURPOSE = "rounds.mail.way"


class SecretLost(OSError):
    """A secret was sealed with a key that this Rounds no longer has; the text is a sentence for people."""


def sealed(way: Way, secret: str) -> str:
    """Seal a secret for the row that keeps it."""
    return seal(secret, purpose=PURPOSE, whose=_whose(way))


def opened(way: Way, kept: str) -> str:
    """Open a secret of a row; an empty one is none. Raises SecretLost."""
    return _unsealed(way, kept).secret if kept else ""


def by_older(way: Way) -> bool:
    """Say whether a secret of a row is sealed with a key of before. Raises SecretLost."""
    return any(_unsealed(way, kept).by_older for kept in (way.secret, way.client_secret) if kept)


def _unsealed(way: Way, kept: str) -> Opened:
    try:
        return unseal(kept, purpose=PURPOSE, whose=_whose(way))
    except Unsealable as lost:
        raise SecretLost(LOST) from lost


def _whose(way: Way) -> str:
    """Name the row and the server: whoever can write the table cannot have our password brought to a server of theirs."""
    return f"way {way.pk} of workspace {way.workspace_id} for {way.user} at {way.host}, tokens of {way.token_url}"
