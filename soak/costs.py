"""What one mail may cost, whatever is in it: two seconds of a core, and 200 MB.

Only what this thread itself computes is counted, and only memory that this process was really given: neither grows where others keep the
machine busy.
"""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

LONGEST_SECONDS = 2.0
MOST_MEMORY = 200_000_000

FORGET, STATUS = Path("/proc/self/clear_refs"), Path("/proc/self/status")
PEAK = "5"
"""What makes Linux forget the most that a process ever had (proc_pid_clear_refs(5))."""


class TooDear(AssertionError):
    """A mail cost more than one may."""


@dataclass
class Cost:
    """What something has cost once it is done. seconds: of a core. memory: bytes, at its most, above what there was before."""

    seconds: float = 0.0
    memory: int = 0

    def refuse(self, what: str) -> None:
        """Refuse what costs more than one mail may. Raises TooDear."""
        if self.seconds > LONGEST_SECONDS or self.memory > MOST_MEMORY:
            raise TooDear(f"{what} took {self.seconds:.1f} s of a core and {self.memory / 1e6:,.0f} MB")


@contextmanager
def counted() -> Iterator[Cost]:
    """Count what the block costs."""
    cost, before = Cost(), _resident()
    FORGET.write_text(PEAK)
    began = time.thread_time()
    yield cost
    cost.seconds = time.thread_time() - began
    cost.memory = max(0, _resident(peak=True) - before)


def _resident(*, peak: bool = False) -> int:
    """Give the bytes that this process has now, or has had at most since that was forgotten."""
    found = re.search(rf"^{'VmHWM' if peak else 'VmRSS'}:\s+(\d+) kB", STATUS.read_text(), re.M)
    assert found
    return int(found[1]) * 1024
