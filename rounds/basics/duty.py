"""What time makes due: a duty says how to ask for it and how to do one piece of it.

Rooms define duties; the engine runs the list that the roof hands it.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any


@dataclass(frozen=True, slots=True)
class Due:
    """One row that is due."""

    workspace_id: int
    id: int


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked of the database to find what is due. statement: gives (workspace, id) a row, with %s for each value."""

    statement: str
    values: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Together:
    """What was done of many rows at once. left: those that want to be done one by one."""

    done: int
    left: Sequence[Due]


class Rows(StrEnum):
    """What the rows of a duty are: who reads that one could not be done is told of which thing."""

    TICKETS = "ticket"
    COMPANIES = "company"
    RECORDS = "record"


@dataclass(frozen=True, slots=True)
class Duty:
    """One kind of work that time brings.

    name: stable, unique. says: the sentence shown to people. rows: what its rows are.
    asks(now, limit): due rows over all workspaces, longest due first, those that were put off among them.
    do(due, now): does one row inside the caller's transaction and workspace; False where it was no longer due.
    do_many(rows, now): the same for rows of one workspace in few statements, all or none; None where each is done by itself.
    """

    name: str
    says: str
    asks: Callable[[datetime, int], Asked]
    do: Callable[[Due, datetime], bool]
    do_many: Callable[[Sequence[Due], datetime], Together] | None = None
    rows: Rows = Rows.RECORDS
