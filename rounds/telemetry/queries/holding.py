"""What somebody has begun and not finished: drafts, and who holds the most of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from rounds.telemetry.asking import ask
from rounds.telemetry.queries.people import called, names_in
from rounds.telemetry.questions.holding import held


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
    [found] = ask(partial(held, begun=begun, ended=tuple(ended)), accounts=accounts, until=until)
    return as_holders(found)


def as_holders(rows: Sequence[Mapping[str, Any]]) -> list[Holder]:
    """Give the answer with names."""
    names = names_in(rows)
    return [
        Holder(row["account"], row["person"], called(row["person"], names), row["items"], row["since"]) for row in rows
    ]
