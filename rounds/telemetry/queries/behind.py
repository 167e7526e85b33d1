"""The rows behind a figure, a page at a time: the latest first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from rounds.policies.conditions import Condition, When
from rounds.telemetry.asking import ask
from rounds.telemetry.queries.people import called, names_of
from rounds.telemetry.questions.behind import page


@dataclass(frozen=True, slots=True)
class Row:
    """One record of usage. user: how whoever did it is called, empty where nobody is said. at: aware, UTC."""

    id: int
    account: int
    asset: int | None
    user: str
    event: str
    at: datetime
    product: str
    feature: str
    media: str
    item: str
    quantity: float | None


@dataclass(frozen=True, slots=True)
class Place:
    """The last row of the page before: when (aware, UTC), and its id."""

    at: datetime
    id: int


def rows_behind(
    *,
    accounts: Sequence[int] | None,
    since: datetime | None = None,
    until: datetime | None = None,
    condition: Condition | None = None,
    when: When | None = None,
    person: int | None = None,
    after: Place | None = None,
    limit: int = 100,
) -> list[Row]:
    """List records in [since, until), of which a condition holds at a moment, or that one person did; behind a place."""
    behind = (after.at, after.id) if after else None
    question = partial(page, condition=condition, when=when, person=person, after=behind, limit=limit)
    [found] = ask(question, accounts=accounts, since=since, until=until)
    return as_rows(found)


def as_rows(found: Sequence[Mapping[str, Any]]) -> list[Row]:
    """Give the answer with names."""
    names = names_of(row["person"] for row in found if row["person"])
    return [_row(row, names) for row in found]


def _row(row: Mapping[str, Any], names: dict[int, str]) -> Row:
    words: dict[str, Any] = {name: row[name] or "" for name in ("event", "product", "feature", "media", "item")}
    same: dict[str, Any] = {name: row[name] for name in ("id", "account", "asset", "at", "quantity")}
    return Row(user=called(row["person"], names), **same, **words)
