"""What has begun and not ended: an item that somebody holds, a feature that a firm has, an integration that is on."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rounds.telemetry.questions.behind import latest

if TYPE_CHECKING:
    from ibis.expr.types import Table


def open_items(table: "Table", *, begun: str, ended: Sequence[str]) -> "Table":
    """Give the record with which each item began that has not ended, with all its columns; the latest event of an item decides."""
    last = _last(table.filter(table["item"].notnull(), table.event.isin([begun, *ended])), "source", "item")
    return last.filter(last.event == begun)


def held(table: "Table", *, begun: str, ended: Sequence[str]) -> "Table":
    """Say who holds how many items: account, person, items, since; whoever holds the most first."""
    open_ = open_items(table, begun=begun, ended=ended)
    by_holder = open_.group_by(["account", "person"]).aggregate(items=open_.count(), since=open_["at"].min())
    return by_holder.order_by([by_holder.account, by_holder["items"].desc(), by_holder.person])


def some_open(
    table: "Table", *, begun: str, ended: Sequence[str], person: int | None, limit: int, skip: int
) -> "Table":
    """Give a page of the records that open items began with. person: that one person holds, 0: that nobody is said to."""
    return latest(_held_by(table, begun, ended, person), limit=limit, skip=skip)


def how_many_open(table: "Table", *, begun: str, ended: Sequence[str], person: int | None) -> "Table":
    """Count them: many."""
    return _held_by(table, begun, ended, person).aggregate(many=lambda meant: meant.count())


def _held_by(table: "Table", begun: str, ended: Sequence[str], person: int | None) -> "Table":
    found = open_items(table, begun=begun, ended=ended)
    if person is None:
        return found
    return found.filter(found.person == person) if person else found.filter(found.person.isnull())


def switched(table: "Table", *, on: str, off: str) -> "Table":
    """Say what is on and what is off: account, product, feature, event, at; the latest of both events decides."""
    told = table.filter(table.feature.notnull(), table.event.isin([on, off]))
    last = _last(told, "product", "feature")
    return last.select("account", "product", "feature", "event", "at").order_by(["account", "product", "feature"])


def _last(told: "Table", *keys: str) -> "Table":
    """Keep the latest record of each account and these."""
    import ibis

    place = ibis.row_number().over(
        group_by=[told.account, *(told[key] for key in keys)], order_by=[told["at"].desc(), told["id"].desc()]
    )
    numbered = told.mutate(place=place)
    return numbered.filter(numbered.place == 0)
