"""What a condition can ask of the member who looks: how much they have to do."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Annotated

from rounds.accounts.conditions import ACCOUNT
from rounds.desk.conditions import TICKET
from rounds.desk.rules import LIVE
from rounds.policies.conditions import Condition, Counted, CountType, Field, Fields, Over, OverEither


@dataclass(frozen=True, slots=True)
class MemberFacts:
    """A member's own tickets, by when each was opened (aware UTC): those that are open, and those of them that are our turn."""

    open_tickets: Sequence[datetime] = ()
    our_turn: Sequence[datetime] = ()


_own = {"state__in": sorted(LIVE)}

MEMBER = Fields(
    "member",
    [
        Field(
            "open tickets",
            CountType(),
            of=attrgetter("open_tickets"),
            lookup=Counted("desk.Ticket", by="assignee_id", moment="opened_at", where=_own),
        ),
        Field(
            "our turn",
            CountType(),
            of=attrgetter("our_turn"),
            lookup=Counted("desk.Ticket", by="assignee_id", moment="opened_at", where={**_own, "our_turn": True}),
        ),
    ],
)

MemberCondition = Annotated[Condition, Over(MEMBER)]
ListCondition = Annotated[Condition, OverEither(TICKET, key="of", value="accounts", other=ACCOUNT)]
