"""One act on many tickets: what it is, and what of it can be taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from rounds.basics.problems import Problem
from rounds.desk.dates import Wish

MOST = 200
"""Tickets that one act changes at a time; each is locked until all are done."""

COLUMNS = (
    "state",
    "last_word",
    "said_at",
    "closed_at",
    "woke_at",
    "wakes_at",
    "wake_keeps",
    "wake_by_id",
    "wake_set_at",
    "wake_version",
    "wake_clause",
    "assignee_id",
    "kind",
    "queue",
    "priority",
)
"""Columns that these acts change and that go back when one is taken back. A hold has rows of its own, and so have messages."""

MOMENTS = frozenset({"said_at", "closed_at", "woke_at", "wakes_at", "wake_set_at"})


class Verb(StrEnum):
    """What can be done to many tickets at once."""

    CLOSE = "close"
    ASSIGN = "assign"
    KIND = "kind"
    PRIORITY = "priority"
    SLEEP = "sleep"
    HOLD = "hold"
    MACRO = "macro"


@dataclass(frozen=True, slots=True)
class ManyAct:
    """One act. word: the kind, the priority, the holder or the macro. member_id: to whom. wish: until when. reason: of a hold."""

    verb: Verb
    word: str = ""
    member_id: int = 0
    wish: Wish | None = None
    reason: str = ""


def many_problems(numbers: int) -> list[Problem]:
    """Say why so many tickets cannot be changed at once."""
    if not numbers:
        return [Problem("none chosen", "No ticket is chosen.", "Tick those that are meant.", field="number")]
    if numbers > MOST:
        return [Problem("too many", f"{MOST} tickets are changed at once, at most.", "Choose fewer.", field="number")]
    return []


def went_back(before: Mapping[str, Any]) -> dict[str, Any]:
    """Give the columns that go back, as they were before the act."""
    return {name: before[name] for name in COLUMNS if name in before}
