"""Whom programmes are for: check-ins of firms that theirs is for no more, and those that go on with another programme, which is."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from itertools import combinations
from operator import or_

from django.db.models import BooleanField, Exists, ExpressionWrapper, OuterRef, Q, QuerySet

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


@dataclass(frozen=True, slots=True)
class Moving:
    """Firms that a manual would have go from one programme to another. at_once, later: those whose ladder runs go behind its end."""

    was: str
    now: str
    at_once: int
    later: int


def moving(manual: Book, *, at: datetime) -> list[Moving]:
    """Count the firms that would go on with another programme were this manual in force: one statement a programme.

    was: as the check-ins are called now; those whose programme is called otherwise then go on with that first. at: aware, UTC.
    """
    programmes, called = meant_by(manual, at=at), _called(manual)
    found: Counter[tuple[str, str, bool]] = Counter()
    taken = NONE
    for name, meant in programmes if len(programmes) > 1 else ():
        others = (Q(~Exists(_firm(each)), programme__in=called[other]) for other, each in other_than(name, programmes))
        goes = _is_for_and_has_none(name, meant, called=called[name])
        rows = CheckIn.objects.filter(reduce(or_, others), goes & ~taken, exempt_at=None)
        rows = rows.annotate(at_once=ExpressionWrapper(MOVABLE, output_field=BooleanField()))
        one_a_firm = rows.order_by("account_id", "-at_once", "id").distinct("account_id")
        found.update((was, name, at_once) for was, at_once in one_a_firm.values_list("programme", "at_once"))
        taken |= goes
    pairs = dict.fromkeys((was, name) for was, name, _ in found)
    return [Moving(was, name, found[was, name, True], found[was, name, False]) for was, name in pairs]


def on_two(manual: Book, *, at: datetime) -> dict[tuple[str, str], int]:
    """Count the firms that two programmes of a manual are for, by both names: each gets a check-in by each. at: aware, UTC."""
    pairs = combinations(meant_by(manual, at=at), 2)
    counts = ((one, other, Account.objects.filter(mine & theirs).count()) for (one, mine), (other, theirs) in pairs)
    return {(one, other): number for one, other, number in counts if number}


def _called(manual: Book) -> dict[str, list[str]]:
    """Give the names that check-ins of each programme bear, or bore until the manual came into force that calls it otherwise."""
    return {
        each.name: [each.name, *(was for was in each.was or () if manual.find(Programme, was) is None)]
        for each in manual.all(Programme)
    }


def _is_for_and_has_none(name: str, meant: Q, *, called: Sequence[str] = ()) -> Q:
    has_one = CheckIn.objects.filter(programme__in=called or [name], account=OuterRef("account_id"))
    return Q(Exists(_firm(meant)) & ~Exists(has_one))


def _firm(meant: Q) -> QuerySet[Account]:
    return Account.objects.filter(meant).filter(pk=OuterRef("account_id"))
