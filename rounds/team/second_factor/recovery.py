"""Recovery codes: each lets its owner in once, when phone and passkeys are gone.

A code has 80 bits by chance, so one round of sha256 is enough: there is nothing to guess from a list of words.
"""

import secrets
from hashlib import sha256

MANY = 10
LENGTH, GROUP = 16, 4
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that are misread


def new_codes() -> tuple[str, ...]:
    """Make a set of codes, to be shown once."""
    return tuple(_new_code() for _ in range(MANY))


def digest_of(code: str, *, person_id: int) -> str:
    """Give what is kept of a code, however it was typed: small letters, spaces, without its dashes."""
    plain = "".join(letter for letter in code.upper() if letter.isascii() and letter.isalnum())
    return sha256(f"rounds.team.recovery {person_id} {plain}".encode()).hexdigest()


def _new_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[place : place + GROUP] for place in range(0, LENGTH, GROUP))
