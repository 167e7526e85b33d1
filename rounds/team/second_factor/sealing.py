"""Secrets of authenticator apps: sealed for one person alone."""

from rounds.workspaces import sealing
from rounds.workspaces.sealing import Opened, Unsealable

__all__ = ["Opened", "Unsealable", "seal", "unseal"]

PURPOSE = "rounds.team.second_factor"


def seal(secret: str, *, person_id: int) -> str:
    """Seal a secret of one person."""
    return sealing.seal(secret, purpose=PURPOSE, whose=f"person {person_id}")


def unseal(sealed: str, *, person_id: int) -> Opened:
    """Open a sealed secret, with the present key or one that it replaced. Raises Unsealable."""
    return sealing.unseal(sealed, purpose=PURPOSE, whose=f"person {person_id}")
