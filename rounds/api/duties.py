"""What time makes due here: kept answers are forgotten after a day."""

from datetime import datetime

from rounds.api.once import KEPT_FOR, sweep
from rounds.basics.duty import Asked, Due, Duty


def _old(now: datetime, limit: int) -> Asked:
    return Asked("SELECT workspace_id, id FROM old_answers(%s, %s)", (now - KEPT_FOR, limit))


def _forget(due: Due, now: datetime) -> bool:
    return sweep(due.id)


FORGET_ANSWERS = Duty("api.forget answers", "Forgets what programs were answered, after a day", _old, _forget)
