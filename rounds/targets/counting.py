"""What a number of the figures counts: which promises, of which weeks, queue or priority. Words only; the queries have the SQL."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Which(StrEnum):
    """How a promise stands. PROMISED is all of them: kept, missed, or its clock runs; a warned one runs, an undone one is missed."""

    PROMISED = "promised"
    KEPT = "kept"
    RUNNING = "running"
    WARNED = "warned"
    MISSED = "missed"
    UNDONE = "undone"


class By(StrEnum):
    """What the promises of a clause are told apart by."""

    WEEK = "week"
    QUEUE = "queue"
    PRIORITY = "priority"


NO_KEY = "none"
"""The key of promises without one: no week where the clock stands still, no priority where nobody said."""


@dataclass(frozen=True, slots=True)
class Counted:
    """Which promises are asked for. since: those that were due, or done, from this day on, and those that stand still; None for all.

    target: a clause's name, empty for all. key: of `by`, None for all; a week by its Monday.
    """

    since: date | None = None
    target: str = ""
    which: Which = Which.PROMISED
    by: By = By.WEEK
    key: str | None = None
