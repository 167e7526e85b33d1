"""What time makes due: a duty says how to find it and how to do one piece of it.

Rooms define duties; the engine runs the list that the roof hands it.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Due:
    """One row that is due."""

    workspace_id: int
    id: int


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of work that time brings.

    name: stable, unique. says: the sentence shown to people.
    find(now, limit): due rows over all workspaces, longest due first, without rows that were put off.
    do(due, now): does one row inside the caller's transaction and workspace; False where it was no longer due.
    """

    name: str
    says: str
    find: Callable[[datetime, int], list[Due]]
    do: Callable[[Due, datetime], bool]
