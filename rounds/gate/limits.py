"""How much and how slowly a caller may send. Plumbing, not a rule of a team."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Limits:
    """largest: bytes that somebody known here may send. anyone: bytes that everybody may, kept in memory.

    patience: seconds that every body may take. slowest: bytes a second beyond them.
    unread: seconds after which nobody waits any longer for a caller to take its answer.
    """

    largest: int
    anyone: int = 128 * 1024
    patience: float = 15.0
    slowest: int = 16 * 1024
    unread: float = 30.0

    def seconds(self, size: int) -> float:
        """Say how long a body may have taken of which so many bytes are there."""
        return self.patience + size / self.slowest
