"""On how many random examples a property is tried: some each time the suite runs, many when it soaks (`make soak`)."""

import os

SOAKING = bool(os.environ.get("ROUNDS_SOAK"))


def some(few: int, *, soaked: int) -> int:
    """Give the number of examples: `few` in `make test`, which people wait for, `soaked` in `make soak`."""
    return soaked if SOAKING else few
