"""How many mails a mailbox sends in how long: who leaves now, and who waits until when. Times in, one answer out; no database."""

from collections.abc import Sequence
from datetime import datetime

from rounds.basics.paces import Pace


def turn_at(
    pace: Pace, *, left: Sequence[datetime], waits: Sequence[datetime], has_place: bool, at: datetime
) -> datetime | None:
    """Say until when a mail waits; None where it leaves now. The span is half open: what left just so long ago counts no more.

    left: when others did, or this one at an earlier try; what a clock that went wrong has put farther ahead than the span holds up
    nobody. waits: until when others wait; one whose moment has come goes before a mail that
    has no place yet. has_place: this one has waited for its place, and its moment has come. at: aware, UTC.
    """
    recent = [moment for moment in left if at - pace.window < moment <= at + pace.window]
    before = [] if has_place else [moment for moment in waits if moment <= at]
    if len(recent) + len(before) < pace.count:
        return None
    return max(sorted([*recent, *waits])[-pace.count] + pace.window, at)
