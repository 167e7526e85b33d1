"""What has begun and not ended: an item that somebody holds, an integration that is on. The latest event of each decides.

The latest is the greatest of (moment, id), with what is wanted of it behind these: one pass that keeps a value a key. Numbering all
records of each key takes twice as long and far more memory.
"""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from rounds.telemetry.questions.behind import Rows, latest
from rounds.telemetry.questions.counting import ITEM, told_apart

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table, Value


def newest(table: "Table", where: "BooleanValue", **wanted: "Value") -> Any:
    """Give these values of the latest record of a group, as a struct; null where no record is meant. Ids tell records of a moment apart."""
    import ibis

    return ibis.struct({"at": table["at"], "id": table["id"], **wanted}).max(where=where)


def open_items(table: "Table", *, begun: str, ended: Sequence[str]) -> "Table":
    """Give the record with which each item began that has not ended: account, id, person, at."""
    told = table.filter(table["item"].notnull(), table.event.isin([begun, *ended]))
    last = newest(told, told.event.notnull(), begun=told.event == begun, person=told.person)
    items = told.group_by(["account", "source", "item"]).aggregate(last=last)
    still = items.filter(items["last"]["begun"])
    return still.select("account", **{name: still["last"][name] for name in ("id", "person", "at")})


def held(table: "Table", *, begun: str, ended: Sequence[str]) -> "Table":
    """Say who holds how many items: account, person, items, since; whoever holds the most first."""
    open_ = open_items(table, begun=begun, ended=ended)
    by_holder = open_.group_by(["account", "person"]).aggregate(items=open_.count(), since=open_["at"].min())
    return by_holder.order_by([by_holder.account, by_holder["items"].desc(), by_holder.person])


def some_open(
    table: "Table", *, begun: str, ended: Sequence[str], person: int | None, limit: int, skip: int
) -> "Table":
    """Give a page of the records that open items began with. person: that one person holds, 0: that nobody is said to."""
    page = latest(_held_by(table, begun, ended, person), limit=limit, skip=skip)
    return latest(table.semi_join(page, "id"), limit=limit, skip=0)


def how_many_open(table: "Table", *, begun: str, ended: Sequence[str], person: int | None) -> "Table":
    """Count them: many."""
    return _held_by(table, begun, ended, person).aggregate(many=lambda meant: meant.count())


def some_items(table: "Table", *, rows: Rows, limit: int, skip: int) -> "Table":
    """Give a page of items, each by the latest of these records of it."""
    page = latest(_items(table, rows), limit=limit, skip=skip)
    return latest(table.semi_join(page, "id"), limit=limit, skip=0)


def how_many_items(table: "Table", *, rows: Rows) -> "Table":
    """Count them: many."""
    return _items(table, rows).aggregate(many=lambda items: items.count())


def _items(table: "Table", rows: Rows) -> "Table":
    told = told_apart(table.filter(rows.of(table)))
    items = told.group_by(["account", *ITEM]).aggregate(last=newest(told, told.event.notnull()))
    return items.select(**{name: items["last"][name] for name in ("id", "at")})


def _held_by(table: "Table", begun: str, ended: Sequence[str], person: int | None) -> "Table":
    found = open_items(table, begun=begun, ended=ended)
    if person is None:
        return found
    return found.filter(found.person == person) if person else found.filter(found.person.isnull())
