"""A firm has another name: the tickets of its check-ins are called by it, at once, or as they open where that was missed."""

from collections.abc import Collection
from datetime import datetime

from rounds.checkins.commands.settling import about, clause_of
from rounds.checkins.events import TitleRenamed
from rounds.checkins.models import CheckIn
from rounds.checkins.rules import renamed
from rounds.desk.commands.recurring import rename_recurring, take
from rounds.desk.models import Ticket
from rounds.policies.queries import book
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, Because, Fact


def keep_titles(account_ids: Collection[int], *, at: datetime) -> None:
    """Have the tickets of these firms' check-ins called by the names that the firms have now. at: aware, UTC."""
    if not account_ids:
        return
    meant = CheckIn.objects.select_related("account").filter(account_id__in=list(account_ids)).order_by("ticket_id")
    for check_in in meant:
        keep_title(check_in, take(check_in.ticket_id), firm=check_in.account.name, at=at)


def keep_title(check_in: CheckIn, ticket: Ticket, *, firm: str, at: datetime) -> None:
    """Have the ticket of a check-in, locked, called by the name that its firm has now; nothing where it is. at: aware, UTC."""
    named = renamed(ticket.subject, firm=firm, programme=check_in.programme, mark=ticket.mark)
    if named == ticket.subject:
        return
    rename_recurring(ticket=ticket, subject=named, mark=ticket.mark)
    facts = (Fact("the firm", "has another name"),)
    because = Because(clause_of(check_in), book().version, facts, "nothing else changes")
    record(TitleRenamed(**about(check_in)), by=Actor.clause(because.clause), at=at, because=because)
