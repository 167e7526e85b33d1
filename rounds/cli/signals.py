"""Ctrl-C, SIGTERM and a closed terminal all mean: stop, in order."""

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_STOPPING = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


@contextmanager
def signals_interrupt() -> Iterator[None]:
    """Turn the first of them into KeyboardInterrupt while inside, and be deaf to the rest.

    A second Ctrl-C in the middle of stopping would leave processes behind.
    """
    before = {each: signal.signal(each, _interrupt) for each in _STOPPING}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)


def _interrupt(number: int, frame: FrameType | None) -> None:
    for each in _STOPPING:
        signal.signal(each, signal.SIG_IGN)
    raise KeyboardInterrupt
