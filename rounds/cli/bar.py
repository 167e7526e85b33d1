"""How far long work is."""

import sys
import time

WIDTH = 30
"""Characters of the bar."""


class Bar:
    """Draws how far it is: a bar on a terminal, nothing into a pipe."""

    def __init__(self) -> None:
        self._began, self._drawn = time.monotonic(), sys.stderr.isatty()

    def __call__(self, done: int, of: int) -> None:
        if not self._drawn:
            return
        share = done / of if of else 1.0
        left = (time.monotonic() - self._began) / share * (1 - share) if share else 0.0
        end = "\n" if done == of else ""
        filled = "█" * round(share * WIDTH)
        print(f"\r{filled:░<{WIDTH}} {done:,} of {of:,}, {left:.0f} s more ", end=end, file=sys.stderr, flush=True)
