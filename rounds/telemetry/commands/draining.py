"""The buffer becomes a segment, and small segments become a larger one.

The file is written first, and counts from the moment at which one transaction names it and takes its rows out of the buffer. Whoever
dies before that leaves a file that nobody reads; whoever dies after it has done all there was to do.
"""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

from django.conf import settings

from rounds.telemetry import files
from rounds.telemetry.growing import to_merge
from rounds.telemetry.models import Segment
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute, fetch, fetch_named

MOST = 200_000
"""Rows of one segment as it is drained."""
READERS = timedelta(hours=1)
"""How long whoever reads may go on reading a segment whose rows stand in another one."""

LOCK = "SELECT pg_try_advisory_xact_lock(hashtextextended('usage segments', %s))"
ROWS = """
    SELECT id, source, account, asset, person_id AS person, event, at, product, feature, media, item, quantity
    FROM usage_row WHERE workspace_id = %s ORDER BY id LIMIT %s
"""


@command
def drain(*, at: datetime, most: int = MOST) -> bool:
    """Write what is in the buffer as a segment. False where it is empty, or another worker is at it. at: aware, UTC."""
    if not _alone():
        return False
    rows = fetch_named(ROWS, [here(), most])
    if not rows:
        return False
    _sweep_what_nobody_named()
    ids = [row["id"] for row in rows]
    _note(files.write(folder(), _new_name(), [_plain(row) for row in rows]), at)
    execute("DELETE FROM usage_row WHERE workspace_id = %s AND id = ANY(%s)", [here(), ids])
    return True


@command
def merge(*, at: datetime) -> bool:
    """Make one segment of several small ones. False where none has to grow, or another worker is at it. at: aware, UTC."""
    if not _alone():
        return False
    rows = Segment.objects.filter(retired_at=None).order_by("id").values_list("name", "rows")
    names = to_merge(list(rows))
    if not names:
        return False
    _sweep_what_nobody_named()
    _note(files.merge(folder(), _new_name(), names), at)
    Segment.objects.filter(name__in=names).update(retired_at=at)
    return True


@command
def remove_retired(*, at: datetime) -> bool:
    """Remove segments that nobody reads any more. at: aware, UTC."""
    if not _alone():
        return False
    old = Segment.objects.filter(retired_at__lte=at - READERS)
    for name in old.values_list("name", flat=True):
        files.remove(folder(), name)
    return old.delete()[0] > 0


def folder() -> Path:
    """Say where this workspace's segments lie."""
    place: Path = settings.TELEMETRY
    return place / str(here())


def _alone() -> bool:
    """Be the only one in this workspace who writes segments, until the transaction ends."""
    [(alone,)] = fetch(LOCK, [here()])
    return bool(alone)


def _new_name() -> str:
    return f"{uuid4().hex}.parquet"


def _note(made: files.Made, at: datetime) -> None:
    first, last = (datetime.fromisoformat(each).replace(tzinfo=UTC) for each in (made.first_at, made.last_at))
    Segment.objects.create(
        workspace_id=here(), name=made.name, rows=made.rows, first_at=first, last_at=last, made_at=at
    )


def _sweep_what_nobody_named() -> None:
    """Remove what a writer left that died: nobody else writes now, so whatever has no row counts for nothing."""
    named = set(Segment.objects.values_list("name", flat=True))
    _remove(each for each in files.names_in(folder()) if each not in named)


def _remove(names: Iterable[str]) -> None:
    for name in names:
        files.remove(folder(), name)


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "at": row["at"].astimezone(UTC).replace(tzinfo=None).isoformat()}
