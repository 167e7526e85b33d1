"""An answer waits a moment before it leaves; until then whoever wrote it may take it back, and all is as it was."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from rounds.basics.spans import Span, Unit
from rounds.desk.clauses import Sending
from rounds.desk.rules import LIVE, State

ELAPSED = {Unit.SECOND: timedelta(seconds=1), Unit.MINUTE: timedelta(minutes=1)}

TURN = ("state", "last_word", "said_at", "closed_at", "woke_at")
"""Columns that say whose turn it is; they go back together, or not at all."""

DATE = ("wakes_at", "wake_keeps", "wake_by_id", "wake_set_at", "wake_version", "wake_clause")
"""Columns of the reopen date; the same."""

Columns = Mapping[str, Any]


def leaves_at(clause: Sending | None, *, at: datetime) -> datetime:
    """Say when an answer given now leaves. Source: clause kind `sending`, key `undo within`."""
    return at + _elapsed(clause.undo_within) if clause else at


def reverted(*, before: Columns, after: Columns, now: Columns, held: bool = False) -> dict[str, Any]:
    """Say which columns go back when an answer is taken back: what changed since the answer stays as it is.

    before, after, now: the columns TURN and DATE, as the answer found and left them and as they stand. A ticket does not
    sleep again without a date, and one that somebody holds since (held) stays live.
    Source: architecture 3 (an undone send reverts what it set).
    """
    back = {name: before[name] for group in (TURN, DATE) if _same(group, after, now) for name in group}
    wakes = back.get("wakes_at", now["wakes_at"])
    ends = held and back.get("state", now["state"]) not in LIVE
    if ends or (back.get("state") == State.ASLEEP and wakes is None):
        return {name: value for name, value in back.items() if name not in TURN}
    return back


def _same(group: tuple[str, ...], after: Columns, now: Columns) -> bool:
    return all(after[name] == now[name] for name in group)


def _elapsed(span: Span) -> timedelta:
    return span.count * ELAPSED[span.unit]
