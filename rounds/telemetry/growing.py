"""Which segments become one: as many as are alike in size, so that a row is written anew a few times in its life and no more."""

from collections import defaultdict
from collections.abc import Iterable

TOGETHER = 8
SMALLEST = 1_000
LARGEST = 50_000_000
"""Rows from which on a segment stays as it is."""


def to_merge(segments: Iterable[tuple[str, int]]) -> list[str]:
    """Give the names of segments to make one of; none where all is well. segments: name and rows of each."""
    alike: defaultdict[int, list[str]] = defaultdict(list)
    for name, rows in segments:
        if rows < LARGEST:
            alike[_size(rows)].append(name)
    return next((alike[size] for size in sorted(alike) if len(alike[size]) >= TOGETHER), [])


def _size(rows: int) -> int:
    """Say of which size a segment is; each is eight times the one below."""
    size, most = 0, SMALLEST
    while rows > most:
        size, most = size + 1, most * TOGETHER
    return size
