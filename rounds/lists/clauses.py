"""The lists that the operating manual names: which tickets stand in them, for whom, and what happens to those that stay."""

from typing import Annotated, ClassVar

from rounds.desk.conditions import TicketCondition
from rounds.desk.orders import Order
from rounds.policies.rules import Clause, Keys
from rounds.policies.sentences import Says
from rounds.policies.values import Choice, HoursName, ListOrOne, RoleName, RoleNames, SpanText


class Of(Choice):
    """Which tickets a list is of, before its condition is asked."""

    OPEN = "open tickets"
    ASLEEP = "sleeping tickets"
    CLOSED = "closed tickets"
    ALL = "tickets"


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


class NamedList(Clause):
    """Tickets that somebody should look at, found by themselves (C5)."""

    kind: ClassVar[str] = "list"
    seldom: ClassVar[bool] = True

    of: Annotated[Of, Says("It is of {}.")]
    where: Annotated[TicketCondition, Says("Those where {}.")]
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
    stays: Annotated[Stays | None, Says("Where {}.", absent="However long a ticket stands there, nobody is told.")] = (
        None
    )


CLAUSES: tuple[type[Clause], ...] = (NamedList,)
