"""News: which records have changed since a page was drawn, told by kind and id. What they say is asked for again.

A cursor is a snapshot of PostgreSQL's as text, "next:after:running": a change is news where the transaction that wrote it had
not ended when the cursor was taken. So nothing is missed and nothing comes twice, in whatever order transactions end.
"""

import re
from collections.abc import Iterable

_CURSOR = re.compile(r"([0-9]{1,19}):([0-9]{1,19}):([0-9]{1,19}(,[0-9]{1,19})*)?")
_LAST = 2**63 - 1

EVERYTHING = ("*",)
"""Said where nobody knows any more what was missed: the page asks for all that it shows."""

MOST = 100
"""Records named one by one; beyond them everything may have changed."""


def cursor(text: str) -> str | None:
    """Give a cursor back where it is one that PostgreSQL takes: whatever is running lies between the two bounds, in order."""
    if len(text) >= 2000 or not (found := _CURSOR.fullmatch(text)):
        return None
    first, after = int(found[1]), int(found[2])
    running = [int(each) for each in found[3].split(",")] if found[3] else []
    in_order = running == sorted(running) and all(first <= each < after for each in running)
    return text if 0 < first <= after <= _LAST and in_order else None


def is_ahead(text: str, now: str) -> bool:
    """Say whether a cursor is from a time that this database has not reached: it was restored since, or is another one."""
    return int(text.split(":")[1]) > int(now.split(":")[1])


def told(changed: Iterable[tuple[str, int]], sees: Iterable[str]) -> tuple[str, ...]:
    """Word what changed for somebody who may know of records of these kinds: "ticket:7"; of all others only the kind."""
    named, known = set(changed), set(sees)
    if len(named) > MOST:
        return EVERYTHING
    return tuple(sorted({f"{kind}:{number}" if kind in known else kind for kind, number in named}))
