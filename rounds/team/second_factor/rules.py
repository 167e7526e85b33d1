"""Who must have a second factor, and how long a guesser waits. No database, clock or settings."""

from collections.abc import Iterable
from datetime import timedelta

from rounds.policies.book import Book
from rounds.team.rules import Role, SecondFactor

GUESSES = 5
FIRST_PAUSE, LONGEST_PAUSE = timedelta(minutes=5), timedelta(days=1)
"""Limits against abuse, no rule of work. With three codes of a million counting at a time, somebody who has the password and
guesses for a whole month comes in with a chance of less than one in a thousand."""


def asked_by(roles: Iterable[str], book: Book) -> str | None:
    """Name the first of these roles that asks for a second factor; None where none does."""
    held = (book.find(Role, name) for name in roles)
    return next((role.name for role in held if role and role.second_factor is SecondFactor.REQUIRED), None)


def pause_after(wrong: int) -> timedelta | None:
    """Say how long codes are not looked at after so many wrong ones in a row: each fifth doubles the pause."""
    if wrong % GUESSES:
        return None
    doublings = min(wrong // GUESSES - 1, 10)
    return min(FIRST_PAUSE * (1 << doublings), LONGEST_PAUSE)
