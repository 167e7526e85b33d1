"""The lists that the operating manual names: which tickets stand in them, for whom, and what happens to those that stay."""

from typing import Annotated, ClassVar

from rounds.desk.orders import Order
from rounds.lists.conditions import ListCondition, MemberCondition
from rounds.policies.rules import Clause, Keys
from rounds.policies.sentences import Says
from rounds.policies.values import Choice, HoursName, ListOrOne, RoleName, RoleNames, SpanText, TicketKindName


class Of(Choice):
    """Which tickets a list is of, before its condition is asked; or that it is of accounts."""

    OPEN = "open tickets"
    ASLEEP = "sleeping tickets"
    CLOSED = "closed tickets"
    ALL = "tickets"
    ACCOUNTS = "accounts"


class Column(Choice):
    """What a list says of each ticket beside what every list does."""

    NUMBER = "number"
    KIND = "ticket kind"
    QUEUE = "queue"
    WITH = "with"
    OPENED = "opened"
    LAST_WORD = "last word"
    HELD_SINCE = "hold began"
    REOPENS = "reopens"
    CLOSED = "closed"


Columns = Annotated[tuple[Column, ...], ListOrOne]


class Stays(Keys):
    """Who hears of a ticket that stands in a list too long."""

    longer_than: Annotated[SpanText, Says("it stands there longer than {}")]
    tell: Annotated[RoleName, Says("whoever is {} is told")]


class Opens(Keys):
    """What is begun from a list of accounts, in one step for each."""

    ticket: Annotated[TicketKindName, Says("a ticket, {}")]


class NamedList(Clause):
    """Tickets or accounts that somebody should look at, found by themselves (C5, C6, C7)."""

    kind: ClassVar[str] = "list"
    seldom: ClassVar[bool] = True

    of: Annotated[Of, Says("It is of {}.")]
    where: Annotated[ListCondition, Says("Those where {}.")]
    order: Annotated[Order, Says("The {}.")] = Order.OLDEST
    shows: Annotated[
        Columns | None, Says("Beside each ticket it shows: {}.", absent="It shows what every list does.")
    ] = None
    seen_by: Annotated[
        RoleNames | None,
        Says("Whoever is {} sees it.", absent="Whoever may read the desk sees it.", joined="or"),
    ] = None
    hours: Annotated[
        HoursName | None,
        Says("Working days are those of the hours {}.", absent="Working days are those of the first hours."),
    ] = None
    offered_when: Annotated[
        MemberCondition | None,
        Says(
            "It is offered to a member of whom this is true: {}.", absent="It is offered however much there is to do."
        ),
    ] = None
    opens: Annotated[Opens | None, Says("For each of them it opens {}.", absent="Nothing is opened from it.")] = None
    stays: Annotated[Stays | None, Says("Where {}.", absent="However long a ticket stands there, nobody is told.")] = (
        None
    )


OF_ACCOUNTS = (Order.OLDEST, Order.NEWEST)
"""In which orders accounts can stand: by since when they are known."""


def contradictions(clause: NamedList) -> list[tuple[str, str]]:
    """Say what in a list does not go with what it is of: pairs of the key at fault and the reason."""
    if clause.of is not Of.ACCOUNTS:
        return [("opens", "Only a list of accounts opens something for each of them")] if clause.opens else []
    found = []
    if clause.order not in OF_ACCOUNTS:
        found.append(("order", "Accounts stand oldest first or newest first, by since when they are known"))
    if clause.shows:
        found.append(("shows", "These are columns of tickets; a list of accounts shows what is known of each"))
    if clause.stays:
        found.append(("stays", "How long it stands there is watched for tickets, not for accounts"))
    return found


CLAUSES: tuple[type[Clause], ...] = (NamedList,)
