"""Who uses the product, and who has gone quiet."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rounds.telemetry.models import UsagePerson
from rounds.telemetry.queries.opening import plain, usage

if TYPE_CHECKING:
    from ibis.expr.types import Table

ERASED = "an erased person"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody of an account who did something. name: as the source has it, else its id of them. last_at: aware, UTC."""

    account: int
    person: int
    name: str
    last_at: datetime
    rows: int


def active_users(
    *, accounts: Sequence[int] | None, since: datetime, until: datetime, limit: int = 100, skip: int = 0
) -> list[User]:
    """List who did something in [since, until), whoever did last first in each account. since, until: aware."""
    with usage(accounts=accounts, since=since, until=until) as opened:
        found = opened.rows(_latest_first(users_of(opened.table)).limit(limit, offset=skip))
    return _named(found)


def quiet_users(
    *, accounts: Sequence[int] | None, quiet_since: datetime, until: datetime, limit: int = 100, skip: int = 0
) -> list[User]:
    """List who did something before, and nothing after `quiet_since`, as it was at `until`. Both aware."""
    with usage(accounts=accounts, until=until) as opened:
        users = users_of(opened.table)
        quiet = users.filter(users.last_at <= plain(quiet_since))
        found = opened.rows(_latest_first(quiet).limit(limit, offset=skip))
    return _named(found)


def users_of(table: "Table", key: str = "account") -> "Table":
    """Say who did something as an expression: `key`, person, first_at, last_at, rows."""
    known = table.filter(table.person.notnull(), table[key].notnull())
    return known.group_by([key, "person"]).aggregate(
        first_at=known.at.min(), last_at=known.at.max(), rows=known.count()
    )


def names_of(people: Iterable[int]) -> dict[int, str]:
    """Give how people are called; whoever is erased has no name any more."""
    rows = UsagePerson.objects.filter(id__in=set(people)).values_list("id", "name", "key")
    return {number: name or key or ERASED for number, name, key in rows}


def _latest_first(users: "Table") -> "Table":
    return users.order_by([users.account, users.last_at.desc(), users.person])


def _named(found: list[dict[str, Any]]) -> list[User]:
    names = names_of(row["person"] for row in found)
    return [
        User(row["account"], row["person"], names.get(row["person"], ERASED), row["last_at"], row["rows"])
        for row in found
    ]
