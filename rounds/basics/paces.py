"""How many in how long, as people write it: "100 in 1 hour"."""

import re
from dataclasses import dataclass
from datetime import timedelta

from rounds.basics.spans import Span, Unit

LASTS = {Unit.SECOND: timedelta(seconds=1), Unit.MINUTE: timedelta(minutes=1), Unit.HOUR: timedelta(hours=1)}
"""Units that are as long on each day, and need no calendar."""

MOST = 1_000_000

_PACE = re.compile(r"(\d{1,9})\s+in\s+(.+)", re.ASCII)


@dataclass(frozen=True)
class Pace:
    """So many in any such span of time. ValueError for none or more than `MOST`, and for a span that depends on the day."""

    count: int
    span: Span

    def __post_init__(self) -> None:
        """Refuse what cannot be counted."""
        if not 1 <= self.count <= MOST:
            raise ValueError(f"{self.count:,} is out of range; it is 1 to {MOST:,}")
        if self.span.unit not in LASTS:
            raise ValueError(f"“{self.span}” is not as long on each day; write hours or minutes")

    @classmethod
    def parse(cls, text: str) -> "Pace":
        """Read a pace as written. ValueError with a plain reason."""
        found = _PACE.fullmatch(text.strip())
        if not found:
            raise ValueError(f"“{text}” does not say how many in how long; write “100 in 1 hour”")
        return cls(int(found[1]), Span.parse(found[2]))

    def __str__(self) -> str:
        """Write the pace so that `parse` reads it back."""
        return f"{self.count} in {self.span}"

    @property
    def window(self) -> timedelta:
        """Say how long the span is."""
        return self.span.count * LASTS[self.span.unit]
