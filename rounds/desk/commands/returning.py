"""A ticket lives again that somebody had who has left the team meanwhile: it waits in its queue, as all did that they had."""

from datetime import datetime

from rounds.desk.commands.loading import change
from rounds.desk.events.giving import Assigned
from rounds.desk.house import GONE
from rounds.desk.models import Ticket
from rounds.desk.rules import ENDED, State
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, Fact
from rounds.workspaces.rows import fetch

STILL_HERE = "SELECT FROM member WHERE id = %s AND active FOR SHARE"
"""Whoever takes them off meanwhile waits, and then finds the ticket among theirs."""


def free_of_who_left(ticket: Ticket, *, at: datetime, before: str = State.CLOSED) -> None:
    """Let nobody who is gone have a ticket that lives again, whoever opened it. What has ended keeps who had it: that is its past.

    before: its state before the act that it lives by; who had a live one has given it back in leaving. at: aware, UTC.
    """
    had = ticket.assignee_id
    if before not in ENDED or ticket.state in ENDED or had is None or fetch(STILL_HERE, [had]):
        return
    change(ticket, assignee_id=None)
    gone = Assigned(ticket=ticket.pk, account=ticket.account_id, to_member=None, from_member=had)
    seen = Fact("it was with", member=had), Fact("they are", "not on the team any more"), Fact("the ticket was", before)
    record(gone, by=Actor.itself(), at=at, because=GONE.because(*seen, then=f"it waits in the queue {ticket.queue}"))
