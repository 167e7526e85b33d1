"""What somebody has begun and not finished: drafts, and who holds the most of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from rounds.telemetry.queries.opening import usage
from rounds.telemetry.queries.people import ERASED, names_of

if TYPE_CHECKING:
    from ibis.expr.types import Table


@dataclass(frozen=True, slots=True)
class Holder:
    """Somebody of an account who holds so many items; person None where the source does not say who. since: of the oldest, aware."""

    account: int
    person: int | None
    name: str
    items: int
    since: datetime


def holders(*, accounts: Sequence[int] | None, begun: str, ended: Sequence[str], until: datetime) -> list[Holder]:
    """List who holds items at `until` (aware), whoever holds the most first.

    An item is held from the event `begun` on by who did it last, until one of the events `ended` comes after it.
    """
    with usage(accounts=accounts, until=until) as opened:
        found = opened.rows(held(opened.table, begun=begun, ended=ended))
    names = names_of(row["person"] for row in found if row["person"])
    return [
        Holder(
            row["account"],
            row["person"],
            names.get(row["person"], ERASED) if row["person"] else "",
            row["items"],
            row["since"],
        )
        for row in found
    ]


def held(table: "Table", *, begun: str, ended: Sequence[str]) -> "Table":
    """Say who holds how many items as an expression; the latest event of an item says whether and by whom."""
    import ibis

    told = table.filter(table.item.notnull(), table.event.isin([begun, *ended]))
    place = ibis.row_number().over(
        group_by=[told.account, told.source, told.item], order_by=[told.at.desc(), told.id.desc()]
    )
    numbered = told.mutate(place=place)
    last = numbered.filter(numbered.place == 0)
    open_ = last.filter(last.event == begun)
    by_holder = open_.group_by(["account", "person"]).aggregate(items=open_.count(), since=open_["at"].min())
    return by_holder.order_by([by_holder.account, by_holder["items"].desc(), by_holder.person])
