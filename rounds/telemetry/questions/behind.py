"""The rows behind a figure: which they are, how many, and a page of them."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rounds.policies.conditions import Condition, When
from rounds.telemetry.questions.counting import Stretch
from rounds.telemetry.questions.selecting import where
from rounds.telemetry.questions.table import plain

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table


@dataclass(frozen=True, slots=True)
class Rows:
    """Records that a figure counts. which: those of a fact, in its dates. words: column and what stands in it, None where nothing does.

    events: only these; no_events: none of these. since, until: aware, [since, until).
    """

    which: Stretch | None = None
    words: tuple[tuple[str, str | None], ...] = ()
    events: tuple[str, ...] = ()
    no_events: tuple[str, ...] = ()
    since: datetime | None = None
    until: datetime | None = None

    def of(self, table: "Table") -> "BooleanValue":
        """Say which rows are meant."""
        found: Any = self.which.of(table) if self.which else table["at"].notnull()
        for column, word in self.words:
            found &= table[column].isnull() if word is None else table[column] == word
        if self.events:
            found &= table.event.isin(self.events)
        if self.no_events:
            found &= table.event.notin(self.no_events)
        if self.since is not None:
            found &= table["at"] >= plain(self.since)
        if self.until is not None:
            found &= table["at"] < plain(self.until)
        return found


def how_many(table: "Table", *, rows: Rows) -> "Table":
    """Count them: many."""
    return table.filter(rows.of(table)).aggregate(many=lambda meant: meant.count())


def some_of(table: "Table", *, rows: Rows, limit: int, skip: int) -> "Table":
    """Give a page of them, the latest first."""
    return latest(table.filter(rows.of(table)), limit=limit, skip=skip)


def latest(table: "Table", *, limit: int, skip: int) -> "Table":
    """Give a page of what there is, the latest first."""
    return table.order_by([table["at"].desc(), table["id"].desc()]).limit(limit, offset=skip)


def page(
    table: "Table",
    *,
    condition: Condition | None,
    when: When | None,
    person: int | None,
    after: tuple[datetime, int] | None,
    limit: int,
) -> "Table":
    """Give a page of records, the latest first. after: moment and id of the last row of the page before."""
    if condition and when:
        table = table.filter(where(condition, when, table))
    if person is not None:
        table = table.filter(table.person == person)
    if after:
        at, last = plain(after[0]), after[1]
        table = table.filter((table["at"] < at) | ((table["at"] == at) & (table["id"] < last)))
    return latest(table, limit=limit, skip=0)
