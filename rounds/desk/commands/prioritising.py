"""How urgent a ticket is."""

from datetime import datetime

from rounds.basics.problems import refuse_if
from rounds.desk.commands.loading import change, locked, priorities, unchanged
from rounds.desk.events.placing import PrioritySet
from rounds.desk.models import Ticket
from rounds.desk.priorities import priority_problems
from rounds.policies.queries import book
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@command
def set_priority(*, number: int, priority: str, by: Actor, at: datetime, version: int | None = None) -> Ticket:
    """Say how urgent a ticket is. It moves neither turn nor date.

    priority: a word of the clause `priorities`. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (no such priority, or it has it already).
    """
    require(by, "set priorities")
    ticket = locked(number)
    unchanged(ticket, version, mine={"Priority": priority})
    refuse_if(priority_problems(priority, now=ticket.priority, clause=priorities(book())))
    was = ticket.priority
    change(ticket, priority=priority)
    record(PrioritySet(ticket=ticket.pk, account=ticket.account_id, priority=priority, was=was), by=by, at=at)
    return ticket
