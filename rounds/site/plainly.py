"""Loads structlog without rich, which it would colour traces by: ours are plain, and rich takes a twentieth of what starting takes."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def _without(name: str) -> Iterator[None]:
    """Let a library look as if it were not installed, unless somebody has loaded it."""
    if name in sys.modules:
        yield
        return
    sys.modules[name] = None  # type: ignore[assignment]  # so Python says that there is none
    try:
        yield
    finally:
        del sys.modules[name]


with _without("rich"):
    import structlog as structlog
