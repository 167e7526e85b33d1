"""The clock and its shift for trials."""

import os
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import pytest

from rounds.basics.clock import now, shift_of


@pytest.mark.parametrize(
    ("text", "shift"),
    [
        ("", timedelta(0)),
        ("15 days", timedelta(days=15)),
        ("+15d", timedelta(days=15)),
        ("-2 hours", timedelta(hours=-2)),
        ("+ 1 week", timedelta(weeks=1)),
        ("90m", timedelta(minutes=90)),
    ],
)
def test_a_shift_is_read_as_written(text: str, shift: timedelta) -> None:
    assert shift_of(text) == shift


@pytest.mark.parametrize("text", ["soon", "15", "1 month", "+", "d"])
def test_a_wrong_shift_stops_the_start_with_a_plain_sentence(text: str) -> None:
    with pytest.raises(ValueError, match="ROUNDS_CLOCK_SHIFT is"):
        shift_of(text)


def test_the_clock_is_aware_utc() -> None:
    assert now().tzinfo is UTC


def test_the_shift_is_read_when_the_process_starts() -> None:
    said = subprocess.run(
        [sys.executable, "-c", "from rounds.basics.clock import now; print(now().isoformat())"],
        env={**os.environ, "ROUNDS_CLOCK_SHIFT": "+400d"},
        capture_output=True,
        text=True,
        check=True,
    ).stdout.strip()
    assert datetime.fromisoformat(said) - now() > timedelta(days=399)
