"""What a passkey has to sign: by chance, for a few minutes, and once, whatever becomes of the answer."""

import os
from datetime import datetime, timedelta
from hashlib import sha256

from rounds.team.second_factor.models import Challenge

LENGTH = 32
HOLDS_FOR = timedelta(minutes=5)


def new_challenge(*, at: datetime) -> bytes:
    """Make a challenge; those that nobody answered in time go. at: aware, UTC."""
    challenge = os.urandom(LENGTH)
    Challenge.objects.filter(expires_at__lte=at).delete()
    Challenge.objects.create(digest=_digest(challenge), expires_at=at + HOLDS_FOR)
    return challenge


def take(challenge: bytes, *, at: datetime) -> bool:
    """Use a challenge up; False where it was used or is too old. Called outside of the act, which may be refused. at: aware, UTC."""
    gone, _ = Challenge.objects.filter(digest=_digest(challenge), expires_at__gt=at).delete()
    return gone == 1


def _digest(challenge: bytes) -> str:
    return sha256(challenge).hexdigest()
