"""What is due: asked of the database, for one duty, or of which duties it is at all."""

from collections.abc import Collection, Sequence
from datetime import datetime

from rounds.basics.duty import Due, Duty
from rounds.workspaces.rows import fetch


def find(duty: Duty, now: datetime, limit: int) -> list[Due]:
    """Give the rows of a duty that are due, over all workspaces. now: aware, UTC."""
    asked = duty.asks(now, limit)
    return [Due(*row) for row in fetch(asked.statement, asked.values)]


def all_due(duties: Sequence[Duty], now: datetime, *, besides: Collection[int] = ()) -> list[int]:
    """Give the places of the duties of which any row is due, of those besides some that were done. now: aware, UTC.

    One question, whose answer is none of them in nearly every second.
    """
    asked = [duty.asks(now, 1) for duty in duties]
    values = [value for place, each in enumerate(asked) for value in (place not in besides, *each.values)]
    [found] = fetch(f"SELECT {', '.join(f'%s AND EXISTS ({each.statement})' for each in asked)}", values)
    return [place for place, is_due in enumerate(found) if is_due]
