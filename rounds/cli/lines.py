"""Progress as lines: who, then what, in two columns."""

import threading
import time

_LOCK = threading.Lock()


def tell(who: str, what: str) -> None:
    """Print one line of progress at once, also into a pipe."""
    with _LOCK:
        print(f"{who:<11} {what}", flush=True)


class Took:
    """Measures a step for its line."""

    def __init__(self) -> None:
        self._began = time.monotonic()

    def __str__(self) -> str:
        return f"{time.monotonic() - self._began:.1f} s"
