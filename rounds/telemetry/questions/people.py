"""Who uses the product, and who has gone quiet."""

from datetime import datetime
from typing import TYPE_CHECKING, Any

from rounds.policies.conditions import Condition, When
from rounds.telemetry.questions.selecting import where
from rounds.telemetry.questions.table import plain

if TYPE_CHECKING:
    from ibis.expr.types import Table


def users_of(table: "Table", *, key: str = "account") -> "Table":
    """Say who did something: `key`, person, first_at, last_at, rows."""
    known = table.filter(table.person.notnull(), table[key].notnull())
    return known.group_by([key, "person"]).aggregate(
        first_at=known["at"].min(), last_at=known["at"].max(), rows=known.count()
    )


def people(
    table: "Table",
    *,
    seen_since: datetime | None = None,
    quiet_since: datetime | None = None,
    limit: int | None = None,
    skip: int = 0,
) -> "Table":
    """List who did something, whoever did last first in each account. seen_since: and did last then or later; quiet_since: or before."""
    users = _meant(users_of(table), seen_since, quiet_since)
    listed = users.order_by([users.account, users.last_at.desc(), users.person])
    return listed if limit is None else listed.limit(limit, offset=skip)


def how_many_people(
    table: "Table", *, seen_since: datetime | None = None, quiet_since: datetime | None = None
) -> "Table":
    """Count those that `people` lists: many."""
    return _meant(users_of(table), seen_since, quiet_since).aggregate(many=lambda meant: meant.count())


def people_where(table: "Table", *, condition: Condition, when: When) -> "Table":
    """List the people of whom a condition holds, as they were at its moment; whoever did something last first."""
    users = users_of(table.filter(table["at"] <= plain(when.now)))
    meant = users.filter(where(condition, when, users))
    return meant.order_by([meant.account, meant.last_at.desc(), meant.person])


def presence(table: "Table", *, seen_since: datetime, quiet_since: datetime) -> "Table":
    """Count people: account, users, active (since then), quiet (since then), and when the account did something last at all."""
    users = users_of(table)
    active: Any = (users.last_at >= plain(seen_since)).sum()
    quiet: Any = (users.last_at <= plain(quiet_since)).sum()
    counts = users.group_by("account").aggregate(users=users.count(), active=active, quiet=quiet)
    last = table.group_by("account").aggregate(last_at=table["at"].max())
    joined = last.left_join(counts, "account")
    numbers = {name: joined[name].coalesce(0) for name in ("users", "active", "quiet")}
    return joined.select("account", "last_at", **numbers)


def _meant(users: "Table", seen_since: datetime | None, quiet_since: datetime | None) -> "Table":
    if seen_since is not None:
        users = users.filter(users.last_at >= plain(seen_since))
    if quiet_since is not None:
        users = users.filter(users.last_at <= plain(quiet_since))
    return users
