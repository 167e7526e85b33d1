"""Nobody may be given a ticket now: it waits, it is looked again soon, and the role that the queue names is told: once, until
somebody has it, or it sleeps until another date."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from rounds.desk import turns
from rounds.desk.clauses import Queue
from rounds.desk.events.giving import NobodyFitted
from rounds.desk.models import Ticket
from rounds.desk.rules import State
from rounds.desk.turns import Candidate
from rounds.policies.queries import book
from rounds.team.notices import record_told
from rounds.team.queries import told_of
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor
from rounds.workspaces import setwise

AGAIN = timedelta(seconds=30)
"""How soon it is looked again whether somebody fits: plumbing, for people come to work at any minute."""

AGAIN_ASLEEP = timedelta(hours=1)
"""The same for one that still sleeps; never later than its date."""


def wait_on(tickets: Sequence[Ticket], queue: Queue, candidates: Sequence[Candidate], *, at: datetime) -> None:
    """Let these tickets of one queue, locked, wait; however many, in few statements. Who hears of one hears once, however long it waits
    for a date."""
    untold = [each for each in tickets if each.hand_out_at is None]
    setwise.update(Ticket, [{"id": each.pk, "hand_out_at": _again(each, at)} for each in tickets])
    if not untold:
        return
    told = queue.if_nobody_fits.tell if queue.if_nobody_fits else None
    because = turns.because_nobody(queue, book().version, candidates)
    heard, events = who_hears(queue, at=at), []
    for ticket in untold:
        happened = NobodyFitted(ticket=ticket.pk, account=ticket.account_id, queue=queue.name, told=str(told or ""))
        event = entry(happened, by=Actor.clause(queue.identity), at=at, because=because)
        events.append((event, heard))
    record_told(events, at=at)


def who_hears(queue: Queue | None, *, at: datetime) -> list[int]:
    """Give the members who are told where a ticket of a queue is with nobody. at: aware, UTC.

    Source: clause kind `queue`, key `if nobody fits`.
    """
    if queue is None or queue.if_nobody_fits is None:
        return []
    return [member.pk for member in told_of(queue.if_nobody_fits.tell, at=at)]


def _again(ticket: Ticket, at: datetime) -> datetime:
    if ticket.state != State.ASLEEP or ticket.wakes_at is None:
        return at + AGAIN
    return min(at + AGAIN_ASLEEP, max(ticket.wakes_at, at + AGAIN))
