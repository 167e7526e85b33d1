"""What a fact of the manual comes to, for many accounts or assets in one question."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from rounds.policies.conditions import When
from rounds.telemetry.clauses import Counts, NamedFact, Of
from rounds.telemetry.queries.opening import plain, usage
from rounds.telemetry.queries.people import users_of
from rounds.telemetry.selecting import where

if TYPE_CHECKING:
    from ibis.expr.types import Table


def numbers(
    fact: NamedFact,
    *,
    of: Of,
    when: When,
    accounts: Sequence[int] | None = None,
    since: datetime | None = None,
    limit: int | None = None,
    after: int = 0,
) -> dict[int, int]:
    """Count a fact, of each account or asset that has any; those without are left out. Counts what happened in [since, now].

    of: one of the fact's own. accounts: only theirs. limit, after: a page, by id. Raises ValueError where the fact is not of these.
    """
    if of not in fact.of:
        raise ValueError(f"{fact.identity} is not of each {of}")
    with usage(accounts=accounts, since=since) as opened:
        asked = number_of(opened.table, fact, of=of, when=when)
        asked = asked.filter(asked[of.value] > after).order_by(of.value)
        found = opened.rows(asked if limit is None else asked.limit(limit))
    return {row[of.value]: row["number"] for row in found}


def number_of(table: "Table", fact: NamedFact, *, of: Of, when: When) -> "Table":
    """Say the count as an expression: the record's column, and `number`."""
    key = of.value
    had = table.filter(table.at <= plain(when.now), table[key].notnull())
    meant = users_of(had, key) if fact.count == Counts.USERS else had
    meant = meant.filter(where(fact.where, when, meant))
    return meant.group_by(key).aggregate(number=meant.count())
