"""What time makes due on the desk."""

from collections.abc import Sequence
from datetime import datetime

from rounds.basics.duty import Asked, Due, Duty, Rows, Together
from rounds.desk.commands import end_due_hold, hand_out, hand_out_many, sweep_upload, tell_followers, wake, wake_many
from rounds.desk.commands.uploading import KEPT_FOR


def _due_tickets(now: datetime, limit: int) -> Asked:
    return Asked("SELECT workspace_id, id FROM due_tickets(%s, %s)", (now, limit))


def _wake(due: Due, now: datetime) -> bool:
    return wake(ticket_id=due.id, at=now)


def _wake_many(rows: Sequence[Due], now: datetime) -> Together:
    done, left = wake_many(ticket_ids=[due.id for due in rows], at=now)
    return Together(done, [due for due in rows if due.id in left])


def _due_holds(now: datetime, limit: int) -> Asked:
    return Asked("SELECT workspace_id, id FROM due_holds(%s, %s)", (now, limit))


def _end_hold(due: Due, now: datetime) -> bool:
    return end_due_hold(ticket_id=due.id, at=now)


def _untold(now: datetime, limit: int) -> Asked:
    """Find workspaces with news for followers; a workspace is its own row."""
    return Asked("SELECT workspace_id, workspace_id AS id FROM followers_to_tell(%s)", (limit,))


def _tell(due: Due, now: datetime) -> bool:
    return tell_followers(at=now) > 0


def _due_to_hand_out(now: datetime, limit: int) -> Asked:
    return Asked("SELECT workspace_id, id FROM due_to_hand_out(%s, %s)", (now, limit))


def _hand_out(due: Due, now: datetime) -> bool:
    return hand_out(ticket_id=due.id, at=now)


def _hand_out_many(rows: Sequence[Due], now: datetime) -> Together:
    return Together(hand_out_many(ticket_ids=[due.id for due in rows], at=now), [])


def _old_uploads(now: datetime, limit: int) -> Asked:
    return Asked("SELECT workspace_id, id FROM old_uploads(%s, %s)", (now - KEPT_FOR, limit))


def _forget_upload(due: Due, now: datetime) -> bool:
    return sweep_upload(due.id)


WAKE = Duty("desk.wake", "Opens tickets whose reopen date has come", _due_tickets, _wake, _wake_many, rows=Rows.TICKETS)
END_HOLDS = Duty("desk.end_holds", "Ends holds whose limit has come", _due_holds, _end_hold, rows=Rows.TICKETS)
HAND_OUT = Duty(
    "desk.hand_out",
    "Gives waiting tickets in turn, to whoever is at work",
    _due_to_hand_out,
    _hand_out,
    _hand_out_many,
    rows=Rows.TICKETS,
)

TELL_FOLLOWERS = Duty(
    "desk.tell_followers", "Tells those who follow a ticket what others did on it", _untold, _tell, rows=Rows.COMPANIES
)

FORGET_UPLOADS = Duty(
    "desk.forget uploads", "Forgets files that went with no message, after a day", _old_uploads, _forget_upload
)

DUTIES = (WAKE, END_HOLDS, HAND_OUT, TELL_FOLLOWERS, FORGET_UPLOADS)
