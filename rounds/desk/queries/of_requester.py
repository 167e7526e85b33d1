"""The tickets of one person."""

from django.db.models import Exists, OuterRef, Q, QuerySet

from rounds.desk.events.life import BY_THE_MANUAL, TicketOpened
from rounds.desk.models import Ticket
from rounds.desk.queries.listing import Narrow, Row, Shown, page_of
from rounds.desk.rules import State
from rounds.timeline.models import TimelineEvent

THEIRS = Shown("ticket.state <> 'merged'", backwards=True)


def of_requester(contact_id: int, *, after: str = "", limit: int) -> tuple[list[Row], str | None]:
    """List a page of what a person asked, the newest first, and what asks for the next. after: as the page before gave it."""
    return page_of((THEIRS,), Narrow("ticket.requester_id = %s", (contact_id,)), after=after, limit=limit)


def alone_of(contact_id: int) -> QuerySet[Ticket]:
    """Find what a person asked and what goes with them when they are erased, merged ones too; what recurs is their firm's."""
    return Ticket.objects.filter(~is_the_firms("pk"), requester_id=contact_id)


def is_the_firms(ticket: str) -> Q:
    """Say of a ticket that it is its firm's and nobody's own: it recurs, or did until somebody ended that. ticket: column with its id."""
    recurs = Ticket.objects.filter(id=OuterRef(ticket), recurs_by__gt="")
    opened = TimelineEvent.objects.filter(
        subject_kind="ticket",
        subject_id=OuterRef(ticket),
        kind=TicketOpened.kind,
        payload__by_way_of=BY_THE_MANUAL,
    )
    return Q(Exists(recurs)) | Q(Exists(opened))


def how_many_asked(contact_id: int) -> int:
    """Say how many tickets a person asked, as `of_requester` lists them."""
    return Ticket.objects.filter(requester_id=contact_id).exclude(state=State.MERGED).count()
