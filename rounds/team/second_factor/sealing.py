"""Secrets as they lie in the database: sealed with the secret key, and for one person alone.

Whoever reads the table cannot make codes, and a row copied over somebody else's does not open.
"""

import base64
import hmac
import os
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from django.conf import settings

NONCE = 12
"""Bytes, as AES-GCM wants them; chosen by chance, so that two seals of one secret look nothing alike."""


class Unsealable(Exception):
    """What is kept was sealed with another secret key, or for somebody else."""


def seal(secret: str, *, person_id: int) -> str:
    """Seal a secret of one person."""
    nonce = os.urandom(NONCE)
    sealed = AESGCM(_key()).encrypt(nonce, secret.encode(), _whose(person_id))
    return base64.urlsafe_b64encode(nonce + sealed).decode()


def unseal(sealed: str, *, person_id: int) -> str:
    """Open a sealed secret. Raises Unsealable."""
    raw = base64.urlsafe_b64decode(sealed)
    try:
        return AESGCM(_key()).decrypt(raw[:NONCE], raw[NONCE:], _whose(person_id)).decode()
    except InvalidTag as other:
        raise Unsealable("sealed with another secret key, or for somebody else") from other


def _key() -> bytes:
    """Derive a key of its own, so that what is signed with the secret key elsewhere says nothing of it."""
    return hmac.digest(settings.SECRET_KEY.encode(), b"rounds.team.second_factor", sha256)


def _whose(person_id: int) -> bytes:
    return f"person {person_id}".encode()
