"""The one place that reads the clock. Only doors and the engine's loop ask it; below them time is an argument.

`ROUNDS_CLOCK_SHIFT` moves it for a trial: "15 days", "+15d", "-2 hours"; read once, when the process starts.
"""

import os
import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

_LENGTHS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
_SHIFT = re.compile(r"([+-]?)\s*(\d{1,6})\s*(?:(m|h|d|w)|(minute|hour|day|week)s?)")


def shift_of(text: str) -> timedelta:
    """Read a shift of the clock; none when empty. ValueError with the reason when it is not one."""
    found = _SHIFT.fullmatch(text.strip())
    if not found and text.strip():
        raise ValueError(f"ROUNDS_CLOCK_SHIFT is “{text}”; write it as “15 days”, “+15d” or “-2 hours”")
    if not found:
        return timedelta(0)
    sign, count, short, word = found.groups()
    unit = word or next(each for each in _LENGTHS if each[0] == short)
    return int(f"{sign}{count}") * _LENGTHS[unit]


SHIFT = os.environ.get("ROUNDS_CLOCK_SHIFT", "").strip()
"""By how much the clock is moved, as it was written; empty where it is not."""

_SHIFTED = shift_of(SHIFT)


def _real() -> datetime:
    return datetime.now(UTC) + _SHIFTED


_source = _real


def now() -> datetime:
    """Read the clock: aware UTC, moved by the shift."""
    return _source()


def follow(source: Callable[[], datetime]) -> None:
    """Let this process live by another clock, as a simulation does. source: gives aware UTC."""
    global _source
    _source = source
