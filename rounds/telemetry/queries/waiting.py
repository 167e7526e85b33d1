"""What is kept apart, and what to do about it."""

from dataclasses import dataclass
from datetime import datetime

from rounds.workspaces.rows import fetch

UNKNOWN = """
    SELECT them.id, them.what, them.source, them.key, count(apart.id), them.first_at
    FROM usage_stranger them JOIN usage_apart apart ON apart.stranger_id = them.id AND apart.workspace_id = them.workspace_id
    WHERE them.id > %s GROUP BY them.id ORDER BY them.id LIMIT %s
"""
FUTURE = "SELECT count(*), min(until), max(until) FROM usage_apart WHERE until IS NOT NULL"


@dataclass(frozen=True, slots=True)
class Unknown:
    """An account or asset that records wait for. what: "account" or "asset". first_at: when it was named first, aware."""

    id: int
    what: str
    source: str
    key: str
    rows: int
    first_at: datetime

    @property
    def fix(self) -> str:
        """Say what to do."""
        return f"Bring the {self.what} in from {self.source} under this id and its records come in by themselves; or drop them."


@dataclass(frozen=True, slots=True)
class Future:
    """Records whose time is still to come. first_at, last_at: of them, aware; None where there are none."""

    rows: int
    first_at: datetime | None
    last_at: datetime | None


def unknown(*, after: int = 0, limit: int = 100) -> list[Unknown]:
    """List what records wait for, in the order in which it was named first."""
    return [Unknown(*row) for row in fetch(UNKNOWN, [after, limit])]


def future() -> Future:
    """Say how many records are dated ahead."""
    [row] = fetch(FUTURE)
    return Future(*row)
