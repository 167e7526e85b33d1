"""What a condition can ask of a ticket, its firm's fields included, and the facts that answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter
from typing import Annotated, Protocol

from rounds.accounts.conditions import ACCOUNT
from rounds.desk.rules import MessageKind, State
from rounds.policies.conditions import (
    Condition,
    Counted,
    CountType,
    Field,
    Fields,
    MomentType,
    NamedType,
    Over,
    Present,
    Through,
    WordType,
    YesNoType,
)
from rounds.policies.values import HolderWord, PriorityWord, QueueName, TicketKindName


class FirmFacts(Protocol):
    """What is known of a ticket's firm."""

    @property
    def name(self) -> str: ...
    @property
    def lifecycle(self) -> str: ...
    @property
    def tier(self) -> str: ...
    @property
    def region(self) -> str: ...
    @property
    def firm_type(self) -> str: ...
    @property
    def created_at(self) -> datetime: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class TicketFacts:
    """A ticket as conditions see it. Moments are aware UTC; customer_wrote: when each of the customer's messages came.

    due_at: of the next target; missed_at: when it was missed, None where it was not.
    """

    kind: str
    queue: str = ""
    state: State = State.NEW
    our_turn: bool = True
    assigned: bool = False
    opened_at: datetime
    said_at: datetime
    wakes_at: datetime | None = None
    closed_at: datetime | None = None
    priority: str | None = None
    held_by: str | None = None
    held_since: datetime | None = None
    held_until: datetime | None = None
    due_at: datetime | None = None
    missed_at: datetime | None = None
    customer_wrote: Sequence[datetime] = ()
    account: FirmFacts | None = None


WROTE = "customer messages"
DUE, MISSED = "due", "missed"

_customer_messages = Counted("desk.Message", by="ticket_id", moment="at", where={"kind": MessageKind.CUSTOMER.value})

TICKET = Fields(
    "ticket",
    [
        Field("ticket kind", NamedType(TicketKindName), of=attrgetter("kind"), lookup="kind"),
        Field("queue", NamedType(QueueName), of=attrgetter("queue"), lookup="queue"),
        Field("state", WordType(tuple(State)), of=attrgetter("state"), lookup="state"),
        Field(
            "our turn", YesNoType("it is our turn", "it is not our turn"), of=attrgetter("our_turn"), lookup="our_turn"
        ),
        Field(
            "assigned",
            YesNoType("somebody has it", "nobody has it"),
            of=attrgetter("assigned"),
            lookup=Present("assignee"),
        ),
        Field("opened", MomentType(), of=attrgetter("opened_at"), lookup="opened_at"),
        Field("last word", MomentType(), of=attrgetter("said_at"), lookup="said_at"),
        Field("reopens", MomentType(), of=attrgetter("wakes_at"), lookup="wakes_at"),
        Field("closed", MomentType(), of=attrgetter("closed_at"), lookup="closed_at"),
        Field("priority", NamedType(PriorityWord), of=attrgetter("priority"), lookup="priority"),
        Field(
            "on hold",
            YesNoType("it is on hold", "it is not on hold"),
            of=lambda facts: facts.held_by is not None,
            lookup=Present("held_by"),
        ),
        Field("held by", NamedType(HolderWord), of=attrgetter("held_by"), lookup="held_by"),
        Field("hold began", MomentType(), of=attrgetter("held_since"), lookup="held_since"),
        Field("hold ends", MomentType(), of=attrgetter("held_until"), lookup="held_until"),
        Field(DUE, MomentType(), of=attrgetter("due_at"), lookup="due__due_at"),
        Field(
            MISSED,
            YesNoType("its target was missed", "its target was not missed"),
            of=lambda facts: facts.missed_at is not None,
            lookup=Present("due__missed_at"),
        ),
        Field(WROTE, CountType(), of=attrgetter("customer_wrote"), lookup=_customer_messages),
    ],
    through=[Through(ACCOUNT, path="account", of=attrgetter("account"))],
)

TicketCondition = Annotated[Condition, Over(TICKET)]

Unpromised = Annotated[Condition, Over(TICKET.without(DUE, MISSED))]
"""A condition of a promise itself, which cannot ask what it will promise."""
