"""What a fact of the manual comes to."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rounds.policies.conditions import When
from rounds.telemetry.clauses import Counts, NamedFact, Of
from rounds.telemetry.questions.calendar import month_of
from rounds.telemetry.questions.counting import ITEM, told_apart
from rounds.telemetry.questions.holding import newest
from rounds.telemetry.questions.people import users_of
from rounds.telemetry.questions.selecting import where
from rounds.telemetry.questions.table import plain

if TYPE_CHECKING:
    from ibis.expr.types import Table

LONG_AGO = datetime.fromisoformat("1970-01-01T00:00:00+00:00")
"""No zone that people live in has changed its clocks by a month since; earlier usage is of its first offset."""


def number_of(table: "Table", *, fact: NamedFact, of: Of, when: When, since: datetime | None = None) -> "Table":
    """Count a fact: the record's column, and `number`. Counts what happened in [since, now]; who has none is left out.

    Of a fact that is gone with something, what is there now counts, whenever it came.
    """
    key = of.value
    table = table.filter(table["at"] <= plain(when.now), table[key].notnull())
    if fact.gone_with:
        return _there(table, key, fact, fact.gone_with, when)
    if since is not None:
        table = table.filter(table["at"] >= plain(since))
    meant = users_of(table, key=key) if fact.count == Counts.USERS else table
    meant = meant.filter(where(fact.where, when, meant))
    return (
        _distinct(meant, key, fact.count, when, since or LONG_AGO)
        .group_by(key)
        .aggregate(number=lambda rows: rows.count())
    )


def _there(table: "Table", key: str, fact: NamedFact, gone_with: Sequence[str], when: When) -> "Table":
    """Count the features whose latest record, of those that bring them and those that end them, is one that brings them."""
    comes, goes = where(fact.where, when, table), table.event.isin(list(gone_with))
    told = table.filter(table.feature.notnull(), comes | goes)
    last = newest(told, told.event.notnull(), gone=told.event.isin(list(gone_with)))
    features = told.group_by([key, "product", "feature"]).aggregate(last=last)
    still = features.filter(~features["last"]["gone"])
    return still.group_by(key).aggregate(number=lambda rows: rows.count())


def page_of(table: "Table", *, fact: NamedFact, of: Of, when: When, after: int, limit: int | None) -> "Table":
    """Give a page of what a fact comes to, by id, behind `after`."""
    asked = number_of(table, fact=fact, of=of, when=when)
    asked = asked.filter(asked[of.value] > after).order_by(of.value)
    return asked if limit is None else asked.limit(limit)


def _distinct(meant: "Table", key: str, counts: Counts, when: When, since: datetime) -> "Table":
    """Give a row for each that counts."""
    if counts == Counts.MONTHS:
        month = month_of(meant["at"], when.hours.zone, since=since, until=when.now)
        return meant.select(key, month=month).distinct()
    if counts == Counts.ITEMS:
        return told_apart(meant).select(key, *ITEM).distinct()
    if counts == Counts.FEATURES:
        return meant.filter(meant.feature.notnull()).select(key, "product", "feature").distinct()
    return meant
