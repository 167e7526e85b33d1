"""Which lists are offered to a member now: useful work stands there while there is little else to do (C6)."""

from collections.abc import Collection
from datetime import datetime

from rounds.desk.models import Ticket
from rounds.desk.rules import LIVE
from rounds.lists.clauses import NamedList
from rounds.lists.conditions import MemberFacts
from rounds.lists.queries.standing import hours_of, lists_for
from rounds.policies.book import Book
from rounds.workspaces.current import known


def lists_offered(manual: Book, roles: Collection[str], *, member_id: int, at: datetime) -> tuple[NamedList, ...]:
    """Give the lists that a member sees and that are offered now, in the order of the manual. at: aware, UTC.

    What they have to do is read only where a list asks for it. Source: C6; clause kind `list`, key `offered when`.
    """
    return tuple(each for each in lists_for(manual, roles) if _is_offered(each, manual, member_id, at))


def _is_offered(clause: NamedList, manual: Book, member_id: int, at: datetime) -> bool:
    if clause.offered_when is None:
        return True
    facts = known(("member facts", member_id), lambda: _facts_of(member_id))
    return clause.offered_when.holds(facts, manual.when(at, hours_of(clause, manual)))


def _facts_of(member_id: int) -> MemberFacts:
    mine = list(Ticket.objects.filter(assignee_id=member_id, state__in=LIVE).values_list("opened_at", "our_turn"))
    return MemberFacts(tuple(at for at, _ in mine), tuple(at for at, ours in mine if ours))
