"""A member leaves the team: what they had waits in its queues again, so that nothing waits for somebody who is gone."""

from datetime import datetime

from django.db import transaction
from django.db.models import QuerySet

from rounds.desk.commands.loading import change
from rounds.desk.events.giving import Assigned
from rounds.desk.house import GONE
from rounds.desk.models import Ticket
from rounds.desk.rules import ENDED
from rounds.team import commands as team
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, Fact
from rounds.workspaces.current import command


@command
def end_membership(*, member_id: int, by: Actor, at: datetime) -> int:
    """Take a member off the team and give their tickets back to the queues; say how many. at: aware, UTC.

    Raises NotAllowed, NotThere, Refused (nobody else may manage people or adopt the manual).
    """
    tickets = _taken_off(member_id, by=by, at=at)
    for ticket in tickets:
        change(ticket, assignee_id=None)
        gone = Assigned(ticket=ticket.pk, account=ticket.account_id, to_member=None, from_member=member_id)
        seen = Fact("it was with", member=member_id), Fact("taken off the team", at=at)
        record(gone, by=by, at=at, because=GONE.because(*seen, then=f"it waits in the queue {ticket.queue}"))
    return len(tickets)


def _taken_off(member_id: int, *, by: Actor, at: datetime) -> list[Ticket]:
    """Take them off, and give all that they have, locked.

    Tickets are locked before members, by every act: whoever gives one holds it while they wait for the member. Where one was
    given meanwhile, all locks are let go, and it begins again.
    """
    while True:
        place = transaction.savepoint_create()
        tickets = list(_theirs(member_id).select_for_update(of=("self",)).order_by("id"))
        team.take_off(member_id=member_id, by=by, at=at)
        if not _theirs(member_id).exclude(id__in=[ticket.pk for ticket in tickets]).exists():
            transaction.savepoint_commit(place)
            return tickets
        transaction.savepoint_rollback(place)


def _theirs(member_id: int) -> QuerySet[Ticket]:
    return Ticket.objects.filter(assignee_id=member_id).exclude(state__in=ENDED)
