"""Who uses the product, and who has gone quiet."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from rounds.telemetry.asking import ask
from rounds.telemetry.models import UsagePerson
from rounds.telemetry.questions.people import people, who_of

ERASED = "an erased person"


@dataclass(frozen=True, slots=True)
class User:
    """Somebody of an account who did something. name: as the source has it, else its id of them. last_at: aware, UTC.

    role: what they are there, where whoever asks knows it.
    """

    account: int
    person: int
    name: str
    last_at: datetime
    rows: int
    role: str = ""


def active_users(
    *, accounts: Sequence[int] | None, since: datetime, until: datetime, limit: int = 100, skip: int = 0
) -> list[User]:
    """List who did something in [since, until), whoever did last first in each account. since, until: aware."""
    [found] = ask(partial(people, limit=limit, skip=skip), accounts=accounts, since=since, until=until)
    return as_users(found)


def quiet_users(
    *, accounts: Sequence[int] | None, quiet_since: datetime, until: datetime, limit: int = 100, skip: int = 0
) -> list[User]:
    """List who did something before, and nothing after `quiet_since`, as it was at `until`. Both aware."""
    question = partial(people, quiet_since=quiet_since, limit=limit, skip=skip)
    [found] = ask(question, accounts=accounts, until=until)
    return as_users(found)


def who_did(people: Collection[int], *, account_id: int) -> set[int]:
    """Say who of these ever did something at an account. Raises UsageTrouble."""
    if not people:
        return set()
    [found] = ask(partial(who_of, people=tuple(sorted(people))), accounts=[account_id])
    return {row["person"] for row in found}


def as_users(rows: Sequence[Mapping[str, Any]]) -> list[User]:
    """Give the answer with names."""
    names = names_in(rows)
    return [
        User(row["account"], row["person"], called(row["person"], names), row["last_at"], row["rows"]) for row in rows
    ]


def names_in(rows: Iterable[Mapping[str, Any]]) -> dict[int, str]:
    """Give how the people of an answer are called."""
    return names_of(row["person"] for row in rows if row["person"])


def names_of(people: Iterable[int]) -> dict[int, str]:
    """Give how people are called; whoever is erased has no name any more."""
    rows = UsagePerson.objects.filter(id__in=set(people)).values_list("id", "name", "key")
    return {number: name or key or ERASED for number, name, key in rows}


def called(person: int | None, names: Mapping[int, str]) -> str:
    """Say how somebody is called; empty where the source does not say who it was."""
    return names.get(person, ERASED) if person else ""
