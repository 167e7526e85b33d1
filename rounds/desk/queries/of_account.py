"""The tickets of one account."""

from django.db.models import QuerySet

from rounds.desk.models import Ticket
from rounds.desk.queries.listing import COLUMNS, Row, row_of
from rounds.desk.rules import State


def of_account(account_id: int, *, closed: int = 50) -> tuple[Row, ...]:
    """List an account's tickets: all that are not closed, longest waiting first (D4), then so many closed ones, last first."""
    theirs = Ticket.objects.filter(account_id=account_id)
    living = theirs.exclude(state=State.CLOSED).order_by("opened_at", "id")
    ended = theirs.filter(state=State.CLOSED).order_by("-closed_at", "-id")[:closed]
    return (*_rows(living), *_rows(ended))


def _rows(tickets: QuerySet[Ticket]) -> list[Row]:
    return [row_of(dict(zip(COLUMNS, values, strict=True))) for values in tickets.values_list(*COLUMNS)]
