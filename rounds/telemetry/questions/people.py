"""Who uses the product, and who has gone quiet."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from rounds.policies.conditions import Condition, When
from rounds.telemetry.questions.selecting import lookups, where
from rounds.telemetry.questions.table import plain

if TYPE_CHECKING:
    from ibis.expr.types import BooleanValue, Table


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


def who_of(table: "Table", *, people: Sequence[int]) -> "Table":
    """List who of these did something: person."""
    return table.filter(table.person.isin(people)).select("person").distinct()


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


@dataclass(frozen=True, slots=True)
class Group:
    """People of whom a condition holds, as they were at its moment."""

    condition: Condition
    when: When


def crowd(
    table: "Table",
    *,
    now: datetime,
    seen_since: datetime,
    quiet_since: datetime,
    listed: int,
    groups: Mapping[str, Group],
) -> "Table":
    """Count the people of each account, and list the first ones, in one pass over the records, none of which is later than `now`.

    Gives account, person, last_at, rows; of the account last_at_all, users, active (since then), quiet (since then) and each group by its
    name; active_place and quiet_place, from 0, in the order of `people`; busy_place, of the active by how much each did since
    then, the most first. An account has a row at least, with person null where it has no people.
    """
    needed = {name: {"last_at", *lookups(group.condition)} for name, group in groups.items()}
    earlier = {
        f"{each}_{name}": _did(table, table["at"] <= plain(group.when.now))[each]
        for name, group in groups.items()
        if group.when.now < now
        for each in needed[name]
    }
    base = {"last_at", "rows", *(each for name in groups for each in needed[name])}
    ever = {each: of for each, of in _did(table).items() if each in base}
    since_then = table.count(where=table["at"] >= plain(seen_since))
    everybody = table.group_by(["account", "person"]).aggregate(**ever, **earlier, rows_since_then=since_then)
    known = everybody.person.notnull()
    within = {
        f"is_{name}": _within(everybody, needed[name], f"_{name}" if group.when.now < now else "", group)
        for name, group in groups.items()
    }
    marked = everybody.mutate(
        is_user=known,
        is_active=known & (everybody.last_at >= plain(seen_since)),
        is_quiet=known & (everybody.last_at <= plain(quiet_since)),
        **{name: known & meant for name, meant in within.items()},
    )
    return _placed(marked, list(groups), listed)


def _did(table: "Table", where: "BooleanValue | None" = None) -> dict[str, Any]:
    """Say when people did something first and last, and how often; of what is meant alone."""
    return {
        "first_at": table["at"].min(where=where),
        "last_at": table["at"].max(where=where),
        "rows": table.count(where=where),
    }


def _within(everybody: "Table", needed: Collection[str], ending: str, group: Group) -> Any:
    """Ask a group's condition of people as they were at its moment; who had done nothing by then is not in it."""
    then = {each: everybody[f"{each}{ending}"] for each in needed}
    return then["last_at"].notnull() & where(group.condition, group.when, then)


def _placed(marked: "Table", groups: Sequence[str], listed: int) -> "Table":
    """Count those who are marked in each account, and keep the first ones of the active and of the quiet."""
    import ibis

    everywhere = ibis.window(group_by=marked.account)

    def place(*first: Any) -> Any:
        return ibis.row_number().over(
            group_by=marked.account, order_by=[*first, marked.last_at.desc(), marked.person.asc()]
        )

    counted = marked.select(
        "account",
        "person",
        "last_at",
        "rows",
        "is_active",
        "is_quiet",
        last_at_all=marked.last_at.max().over(everywhere),
        users=marked.is_user.sum().over(everywhere),
        active=marked.is_active.sum().over(everywhere),
        quiet=marked.is_quiet.sum().over(everywhere),
        place=place(),
        active_place=place(marked.is_active.desc()),
        quiet_place=place(marked.is_quiet.desc()),
        busy_place=place(marked.is_active.desc(), marked.rows_since_then.desc()),
        **{name: marked[f"is_{name}"].sum().over(everywhere) for name in groups},
    )
    active = (counted.active_place < listed) | (counted.busy_place < listed)
    shown = (counted.place == 0) | (counted.is_active & active)
    return counted.filter(shown | (counted.is_quiet & (counted.quiet_place < listed)))


def last_seen(table: "Table") -> "Table":
    """Say when each account did something last: account, last_at."""
    return table.group_by("account").aggregate(last_at=table["at"].max())


def _meant(users: "Table", seen_since: datetime | None, quiet_since: datetime | None) -> "Table":
    if seen_since is not None:
        users = users.filter(users.last_at >= plain(seen_since))
    if quiet_since is not None:
        users = users.filter(users.last_at <= plain(quiet_since))
    return users
