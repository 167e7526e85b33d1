"""The tickets of one account."""

from django.db.models import F

from rounds.desk.models import Ticket
from rounds.desk.queries.listing import COLUMNS, Row, row_of


def of_account(account_id: int, *, limit: int = 50) -> tuple[Row, ...]:
    """List an account's tickets, live ones first, then the newest."""
    found = Ticket.objects.filter(account_id=account_id).order_by(F("closed_at").desc(nulls_first=True), "-opened_at")
    return tuple(row_of(dict(zip(COLUMNS, values, strict=True))) for values in found.values_list(*COLUMNS)[:limit])
