"""Whom programmes are for: check-ins of firms that theirs is for no more, and those that go on with another programme, which is."""

from datetime import datetime
from functools import reduce
from operator import or_

from django.db.models import Exists, OuterRef, Q, QuerySet

from rounds.accounts.models import Account
from rounds.checkins.clauses import Programme
from rounds.checkins.models import CheckIn
from rounds.checkins.queries.standing import hours_of
from rounds.policies.book import Book
from rounds.policies.selecting import NONE, where

type Meant = tuple[tuple[str, Q], ...]
"""Programmes by their names, in the order of the manual, each with the firms that it is for."""


def meant_by(manual: Book, *, at: datetime) -> Meant:
    """Give the programmes of a manual, and whom each is for at a moment: aware, UTC."""
    return tuple(
        (programme.name, where(programme.for_, manual.when(at, hours_of(programme, manual))))
        for programme in manual.all(Programme)
    )


def strayed(programmes: Meant) -> Q:
    """Find check-ins whose programme, one of these, is not for their firm."""
    return reduce(or_, (Q(~Exists(_firm(meant)), programme=name) for name, meant in programmes), NONE)


MOVABLE = Q(exempt_at=None, step=None) & ~Q(ticket__wake_clause__gt="", ticket__wake_keeps=False)
"""No ladder runs, and none is about to go on: one that runs is gone through to its end by the programme that it began with (A10)."""


def to_move(name: str, programmes: Meant) -> QuerySet[CheckIn]:
    """Find the check-ins that go on with a programme: strays of firms that it is for and that have none of it.

    Of several that a firm has, the oldest goes on.
    """
    strays = CheckIn.objects.filter(MOVABLE, strayed(other_than(name, programmes)))
    found = strays.filter(_is_for_and_has_none(name, dict(programmes)[name]))
    return found.order_by("account_id", "id").distinct("account_id")


def waits_to_move(name: str, programmes: Meant) -> Q:
    """Find those check-ins of a programme, among its strays, that go on with another one once their ladder is over."""
    return reduce(or_, (_is_for_and_has_none(*each) for each in other_than(name, programmes)), NONE)


def other_than(name: str, programmes: Meant) -> Meant:
    """Leave one programme out."""
    return tuple(each for each in programmes if each[0] != name)


def firms_with_strays(programmes: Meant) -> Q:
    """Find firms with a check-in of one of these programmes that is for them no more; it goes on with another, or none is needed."""
    return Q(Exists(CheckIn.objects.filter(strayed(programmes), account=OuterRef("pk"))))


def _is_for_and_has_none(name: str, meant: Q) -> Q:
    has_one = CheckIn.objects.filter(programme=name, account=OuterRef("account_id"))
    return Q(Exists(_firm(meant)) & ~Exists(has_one))


def _firm(meant: Q) -> QuerySet[Account]:
    return Account.objects.filter(meant).filter(pk=OuterRef("account_id"))
