"""Two tickets of one customer, and what is read of them while they are merged."""

from typing import Any
from uuid import uuid4

from rounds.basics.spans import Span
from rounds.desk import commands as desk
from rounds.desk.dates import Wish
from rounds.desk.facts import Headers
from rounds.desk.models import Merge, Message, Ticket
from rounds.desk.queries import list_page
from rounds.desk.queries.listing import Segment
from rounds.desk.queries.merged import whole_ticket_page
from rounds.timeline.rules import Actor
from tests.world import Cast, a_customer, a_ticket, a_workspace, later

WEEK, MONTH = Wish(span=Span.parse("1 week")), Wish(span=Span.parse("1 month"))


class Two:
    """Two tickets of one customer: `one` was there first."""

    def __init__(self) -> None:
        self.cast = a_workspace()
        with self.cast.inside():
            self.dana = a_customer()
            self.one, self.two = (self._ticket(at=later(hours=hours)) for hours in (0, 1))

    def _ticket(self, **more: Any) -> Ticket:
        return a_ticket(by=self.dana, **more)

    def ticket(self, **more: Any) -> Ticket:
        with self.cast.inside():
            return self._ticket(at=later(hours=2), **more)

    def merge(self, *others: int, into: int | None = None, by: Actor | None = None, **more: Any) -> Merge:
        with self.cast.inside():
            return desk.merge(
                number=into or self.one.number,
                others=others or [self.two.number],
                by=by or self.cast.rep,
                at=later(hours=3),
                **more,
            )

    def unmerge(self, act: Merge, *, at: Any = None) -> Merge:
        with self.cast.inside():
            return desk.unmerge(merge_id=act.pk, by=self.cast.rep, at=at or later(hours=4))

    def now(self, ticket: Ticket) -> Ticket:
        with self.cast.inside():
            return Ticket.objects.get(id=ticket.pk)

    def wrote(self, ticket_id: int, text: str = "And one more thing.", at: Any = None) -> Message:
        with self.cast.inside():
            return desk.add_customer_message(
                ticket_id=ticket_id,
                contact_id=self.dana.contact_id,
                text=text,
                at=at or later(hours=3.5),
                by=Actor.contact(self.dana.contact_id),
                headers=Headers(message_id=f"<{uuid4().hex}@customer.example>"),
            )


def segments(cast: Cast) -> dict[Segment, list[int]]:
    with cast.inside():
        return {each: sorted(row.number for row in list_page(each).rows) for each in Segment}


def texts(cast: Cast, number: int) -> list[str]:
    with cast.inside():
        return [each.text for each in whole_ticket_page(number).thread if hasattr(each, "text")]
