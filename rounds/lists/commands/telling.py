"""A role hears of a ticket that stands in a list too long: once, for as long as it stands there."""

from datetime import datetime

from rounds.desk.models import Ticket
from rounds.desk.queries.facts import facts_of
from rounds.lists.clauses import NamedList
from rounds.lists.events import StoodTooLong
from rounds.lists.models import Standing
from rounds.lists.queries.standing import hours_of, is_of
from rounds.lists.rules import because
from rounds.policies.queries import book
from rounds.team.notices import notices_of
from rounds.team.queries import members_with
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command
from rounds.workspaces.rows import insert


@command
def tell_of_standing(*, standing_id: int, at: datetime) -> bool:
    """Tell of a ticket, after looking whether it still stands there; False where there is nothing to tell any more.

    at: aware, UTC. Source: C5; clause kind `list`, key `stays`.
    """
    rows = Standing.objects.select_for_update(skip_locked=True).filter(id=standing_id, too_long_at__lte=at)
    if (standing := rows.first()) is None:
        return False
    manual = book()
    clause, ticket = manual.find(NamedList, standing.named), Ticket.objects.get(id=standing.ticket_id)
    if clause is None or clause.stays is None or not _stands(clause, ticket, at):
        standing.delete()
        return False
    standing.too_long_at, standing.told_at = None, at
    standing.save(update_fields=["too_long_at", "told_at"])
    told = clause.stays.tell
    event = entry(
        StoodTooLong(ticket=ticket.pk, account=ticket.account_id, named=clause.name, told=str(told)),
        by=Actor.clause(clause.identity),
        at=at,
        because=because(clause, version=manual.version, since=standing.since),
    )
    insert(event, *notices_of(event, [member.pk for member in members_with(told)], at=at))
    return True


def _stands(clause: NamedList, ticket: Ticket, at: datetime) -> bool:
    manual = book()
    when = manual.when(at, hours_of(clause, manual))
    return is_of(clause.of, ticket) and clause.where.holds(facts_of(ticket, asked=[clause.where]), when)
