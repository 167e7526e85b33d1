"""A member leaves the team: what they had waits in its queues again, so that nothing waits for somebody who is gone."""

from datetime import datetime

from rounds.desk.commands.loading import change
from rounds.desk.events.giving import Assigned
from rounds.desk.models import Ticket
from rounds.desk.rules import ENDED
from rounds.team import commands as team
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@command
def end_membership(*, member_id: int, by: Actor, at: datetime) -> int:
    """Take a member off the team and give their tickets back to the queues; say how many. at: aware, UTC.

    Raises NotAllowed, NotThere, Refused (nobody else may manage people or adopt the manual).
    """
    team.take_off(member_id=member_id, by=by, at=at)
    held = Ticket.objects.select_for_update(of=("self",)).filter(assignee_id=member_id).exclude(state__in=ENDED)
    tickets = list(held.order_by("id"))
    for ticket in tickets:
        change(ticket, assignee_id=None)
        gone = Assigned(ticket=ticket.pk, account=ticket.account_id, to_member=None, from_member=member_id)
        record(gone, by=by, at=at)
    return len(tickets)
