"""What a token looks like, and what is kept of it: a prefix to find it by, and a digest that proves it.

The secret has 256 bits by chance, so one round of sha256 is enough: there is nothing to guess from a list of words.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from typing import Self

MARK = "rnd"
LETTERS = "ABCDEFGHJKMNPQRSTVWXYZ23456789"  # none that are misread
LONGEST = 100


@dataclass(frozen=True, slots=True)
class Secret:
    """A token as its program holds it: rnd_PREFIX_secret."""

    prefix: str
    text: str = field(repr=False)

    @classmethod
    def make(cls) -> Self:
        """Make a new one by chance."""
        prefix = "".join(secrets.choice(LETTERS) for _ in range(10))
        return cls(prefix, f"{MARK}_{prefix}_{secrets.token_urlsafe(32)}")

    @classmethod
    def read(cls, text: str) -> Self | None:
        """Read what a program showed; None where it is no token at all."""
        mark, _, rest = text.partition("_")
        prefix, _, secret = rest.partition("_")
        fits = len(text) <= LONGEST and text.isascii() and text.isprintable()
        return cls(prefix, text) if fits and mark == MARK and prefix and secret else None

    @property
    def digest(self) -> str:
        return hashlib.sha256(self.text.encode()).hexdigest()
