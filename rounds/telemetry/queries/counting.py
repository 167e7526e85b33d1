"""How much was done, by what: for many accounts in one question, never account by account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from zoneinfo import ZoneInfo

from rounds.telemetry.asking import ask
from rounds.telemetry.questions.counting import By, accounts_of, counted


@dataclass(frozen=True, slots=True)
class Count:
    """So many records of one account. words: what they have in common, in the order that was asked; None where they do not say.

    quantity: the sum of what they say, None where none does.
    """

    account: int
    words: tuple[str | date | None, ...]
    rows: int
    quantity: float | None


def counts(
    *,
    accounts: Sequence[int] | None,
    by: Sequence[By],
    since: datetime,
    until: datetime,
    zone: ZoneInfo,
    event: str | None = None,
) -> list[Count]:
    """Count the usage in [since, until) of each account. accounts: None for all. event: this one only. since, until: aware."""
    question = partial(counted, by=tuple(by), since=since, until=until, zone=zone, event=event)
    [found] = ask(question, accounts=accounts, since=since, until=until)
    return [
        Count(row["account"], tuple(row[each] for each in by), row["rows"], row["quantity_in_all"]) for row in found
    ]


def months_active(
    *, accounts: Sequence[int] | None, since: datetime, until: datetime, zone: ZoneInfo, event: str | None = None
) -> dict[int, int]:
    """Say in how many months each account did something in [since, until); an account that did nothing is left out."""
    found: dict[int, int] = {}
    for count in counts(accounts=accounts, by=[By.MONTH], since=since, until=until, zone=zone, event=event):
        found[count.account] = found.get(count.account, 0) + 1
    return found


def silent_accounts(
    *, accounts: Sequence[int], since: datetime, until: datetime, event: str | None = None
) -> frozenset[int]:
    """Say which of these accounts did nothing in [since, until)."""
    [found] = ask(partial(accounts_of, event=event), accounts=accounts, since=since, until=until)
    return frozenset(accounts) - {row["account"] for row in found}
