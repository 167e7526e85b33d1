"""When a child that died starts again."""

from dataclasses import dataclass

WAITS = (0.0, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)  # seconds
LONG_LIFE = 60.0  # seconds: who lived so long died of something new


@dataclass(frozen=True, slots=True)
class Restart:
    """deaths: in a row, this one included; wait: seconds until it starts again."""

    deaths: int
    wait: float


def after_death(*, deaths: int, lived: float) -> Restart:
    """Say how long to wait: not at all the first time, longer each time it dies young.

    deaths: in a row before this one; lived: seconds.
    """
    in_a_row = 0 if lived >= LONG_LIFE else deaths
    return Restart(in_a_row + 1, WAITS[min(in_a_row, len(WAITS) - 1)])


def how_it_ended(code: int) -> str:
    """Say how a process ended. code: as subprocess gives it, negative for a signal."""
    return f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
