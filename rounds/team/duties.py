"""What time makes due in the team: sign-offs that somebody forgot."""

from collections.abc import Sequence
from datetime import datetime

from rounds.basics.duty import Asked, Due, Duty, Together
from rounds.team.commands import sign_off_by_itself


def _hours_are_over(now: datetime, limit: int) -> Asked:
    return Asked("SELECT workspace_id, id FROM due_sign_offs(%s, %s)", (now, limit))


def _sign_off(due: Due, now: datetime) -> bool:
    return sign_off_by_itself(available_ids=[due.id], at=now) > 0


def _sign_off_many(rows: Sequence[Due], now: datetime) -> Together:
    return Together(sign_off_by_itself(available_ids=[due.id for due in rows], at=now), [])


SIGN_OFF = Duty(
    "team.sign off",
    "Signs off whoever forgot to, at the end of their hours",
    _hours_are_over,
    _sign_off,
    _sign_off_many,
)
