"""What is due: asked of the database, for one duty, or of which duty it is at all."""

from collections.abc import Sequence
from datetime import datetime

from rounds.basics.duty import Due, Duty
from rounds.workspaces.rows import fetch


def find(duty: Duty, now: datetime, limit: int) -> list[Due]:
    """Give the rows of a duty that are due, over all workspaces. now: aware, UTC."""
    asked = duty.asks(now, limit)
    return [Due(*row) for row in fetch(asked.statement, asked.values)]


def first_due(duties: Sequence[Duty], now: datetime, *, beyond: int = -1) -> int | None:
    """Give the place of the first duty of which any row is due, beyond a place; None where none is. now: aware, UTC.

    One question, whose answer is None in nearly every second.
    """
    asked = [duty.asks(now, 1) for duty in duties]
    cases = (f"WHEN {place} > %s AND EXISTS ({each.statement}) THEN {place}" for place, each in enumerate(asked))
    values = [value for each in asked for value in (beyond, *each.values)]
    place: int | None
    [(place,)] = fetch(f"SELECT CASE {' '.join(cases)} END", values)
    return place
