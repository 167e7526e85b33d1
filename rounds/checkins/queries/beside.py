"""A firm on several programmes has a check-in by each: which stand beside one of them (A1)."""

from dataclasses import dataclass
from datetime import datetime

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import OuterRef, QuerySet

from rounds.checkins.models import CheckIn
from rounds.checkins.queries.standing import phase_of
from rounds.checkins.rules.states import Phase


@dataclass(frozen=True, slots=True)
class Beside:
    """The firm's check-in by another programme. wakes_at: when it comes back by itself; None while it is open, or none is needed."""

    id: int
    programme: str
    phase: Phase
    wakes_at: datetime | None


def beside(check_in: CheckIn) -> tuple[Beside, ...]:
    """List the check-ins of the same firm by other programmes, in the order in which it came onto them."""
    rows = CheckIn.objects.filter(account=check_in.account_id).exclude(id=check_in.pk).select_related("ticket")
    return tuple(
        Beside(each.pk, each.programme, phase_of(each, each.ticket), each.ticket.wakes_at)
        for each in rows.order_by("id")
    )


def with_beside(rows: QuerySet[CheckIn]) -> QuerySet[CheckIn]:
    """Let check-ins say by `ids_beside` which others their firms have."""
    others = CheckIn.objects.filter(account=OuterRef("account_id")).exclude(id=OuterRef("pk")).order_by("id")
    return rows.annotate(beside_it=ArraySubquery(others.values("id")))


def ids_beside(check_in: CheckIn) -> tuple[int, ...]:
    """Give the ids of the firm's other check-ins. check_in: read `with_beside`."""
    ids: list[int] = check_in.beside_it  # type: ignore[attr-defined]
    return tuple(ids)
