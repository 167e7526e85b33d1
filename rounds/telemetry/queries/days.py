"""On how many days accounts did something, and how long they did nothing in between: several times on one day count once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from zoneinfo import ZoneInfo

from rounds.telemetry.asking import ask
from rounds.telemetry.questions.days import days_of


@dataclass(frozen=True, slots=True)
class Days:
    """An account's days in a time. gaps: how often more than so many days lay between one and the next."""

    account: int
    days: int
    gaps: int


def days_active(
    *, accounts: Sequence[int] | None, since: datetime, until: datetime, zone: ZoneInfo, longer_than: int
) -> list[Days]:
    """Count days with usage in [since, until), and gaps longer than so many days, of each account that did something."""
    question = partial(days_of, since=since, until=until, zone=zone, longer_than=longer_than)
    [found] = ask(question, accounts=accounts, since=since, until=until)
    return [Days(**row) for row in found]
