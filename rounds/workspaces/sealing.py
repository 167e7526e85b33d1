"""Secrets as they lie in the database: sealed with the secret key of this Rounds, for one purpose and one owner.

Whoever reads the table cannot use them, and a row copied over somebody else's does not open.
"""

import base64
import hmac
import os
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING

from django.conf import settings

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

NONCE = 12
"""Bytes, as AES-GCM wants them; chosen by chance, so that two seals of one secret look nothing alike."""


class Unsealable(Exception):
    """What is kept was sealed with another secret key, or for somebody else."""


def seal(secret: str, *, purpose: str, whose: str) -> str:
    """Seal a secret. purpose: which part of Rounds keeps it. whose: the row that it belongs to."""
    nonce = os.urandom(NONCE)
    sealed = _cipher(settings.SECRET_KEY, purpose).encrypt(nonce, secret.encode(), whose.encode())
    return base64.urlsafe_b64encode(nonce + sealed).decode()


@dataclass(frozen=True, slots=True)
class Opened:
    """What was sealed. by_older: with a key that this Rounds had before, so it is to be sealed anew."""

    secret: str = field(repr=False)
    by_older: bool


def unseal(sealed: str, *, purpose: str, whose: str) -> Opened:
    """Open a sealed secret, with the present key or one that it replaced. Raises Unsealable."""
    from cryptography.exceptions import InvalidTag

    raw = base64.urlsafe_b64decode(sealed)
    for place, secret_key in enumerate((settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)):
        try:
            found = _cipher(secret_key, purpose).decrypt(raw[:NONCE], raw[NONCE:], whose.encode())
        except InvalidTag:
            continue
        return Opened(found.decode(), by_older=place > 0)
    raise Unsealable("sealed with another secret key, or for somebody else")


def _cipher(secret_key: str, purpose: str) -> "AESGCM":
    """Make the cipher. Loaded where something is sealed: it is 7 MB of each process otherwise."""
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    return AESGCM(_key(secret_key, purpose))


def _key(secret_key: str, purpose: str) -> bytes:
    """Derive a key of its own, so that what is signed with the secret key elsewhere says nothing of it."""
    return hmac.digest(secret_key.encode(), purpose.encode(), sha256)
