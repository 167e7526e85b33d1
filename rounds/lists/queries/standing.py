"""The tickets of a list that the manual names, in its order, a page at a time."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from rounds.basics.hours import Hours
from rounds.desk.commands.loading import priorities
from rounds.desk.models import Ticket
from rounds.desk.queries.listing import SEGMENTS, Narrow, Row, Segment, page_of
from rounds.desk.queries.ordering import ordered
from rounds.desk.rules import LIVE, State
from rounds.lists.clauses import NamedList, Of
from rounds.lists.queries.firms import accounts_narrow
from rounds.lists.rules import sees
from rounds.policies.book import Book
from rounds.policies.conditions import When
from rounds.policies.selecting import where
from rounds.team.rules import HoursClause

STATES: dict[Of, str] = {
    Of.OPEN: SEGMENTS[Segment.ALL].where,
    Of.ASLEEP: SEGMENTS[Segment.ASLEEP].where,
    Of.CLOSED: SEGMENTS[Segment.CLOSED].where,
    Of.ALL: "ticket.state <> 'merged'",
}


@dataclass(frozen=True, slots=True)
class NamedPage:
    """One page of a list. next: asks for what follows, or None."""

    clause: NamedList
    rows: tuple[Row, ...]
    next: str | None


def lists_for(manual: Book, roles: Collection[str]) -> tuple[NamedList, ...]:
    """Give the lists that whoever holds these roles sees, in the order of the manual."""
    return tuple(clause for clause in manual.all(NamedList) if sees(clause, roles))


def named_page(clause: NamedList, manual: Book, when: When, *, after: str = "", limit: int = 25) -> NamedPage:
    """Give a page of a list: one statement for each stretch of its order that the page reaches into."""
    known = priorities(manual)
    order = ordered(STATES[clause.of], clause.order, priorities=known.highest_first if known else ())
    rows, beyond = page_of(order, narrow_of(clause, when), after=after, limit=limit)
    return NamedPage(clause, tuple(rows), beyond)


def narrow_of(clause: NamedList, when: When) -> Narrow:
    """Turn a list's condition into one over `ticket`, as a statement of ours can have it."""
    statement, values = _compiled(clause, when)
    return Narrow(f"ticket.id IN ({statement})", values)


def ids_in(clause: NamedList, when: When) -> Narrow:
    """Give the statement that finds the ids of a list's tickets, or accounts; its one column is `id`."""
    if clause.of is Of.ACCOUNTS:
        narrow = accounts_narrow(clause, when)
        return Narrow(f"SELECT account.id FROM account WHERE {narrow.where}", narrow.values)  # noqa: S608
    statement, values = _compiled(clause, when)
    found = f"SELECT ticket.id FROM ticket WHERE {STATES[clause.of]} AND ticket.id IN ({statement})"  # noqa: S608
    return Narrow(found, values)


def is_of(of: Of, ticket: Ticket) -> bool:
    """Say whether a list is of such tickets."""
    state = State(ticket.state)
    return {
        Of.OPEN: state in LIVE,
        Of.ASLEEP: state is State.ASLEEP,
        Of.CLOSED: state is State.CLOSED,
        Of.ALL: state is not State.MERGED,
    }[of]


def hours_of(clause: NamedList, manual: Book) -> Hours:
    """Give the calendar that a list counts working days in."""
    return manual.calendar(manual.get(HoursClause, clause.hours)) if clause.hours else manual.first_hours


def _compiled(clause: NamedList, when: When) -> tuple[str, tuple[Any, ...]]:
    statement, values = Ticket.objects.filter(where(clause.where, when)).values("id").query.sql_with_params()
    return statement, tuple(values)
