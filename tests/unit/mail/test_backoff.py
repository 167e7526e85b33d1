"""When a mail is tried again."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

from rounds.mail.backoff import DELAYS, next_try

AT = datetime(2026, 11, 23, 15, tzinfo=UTC)


def test_each_pause_is_longer_and_the_last_try_ends_it() -> None:
    tries = [next_try(attempts=attempts, at=AT) for attempts in range(1, len(DELAYS) + 2)]
    assert tries[0] == AT + timedelta(seconds=5)
    assert all(earlier < later for earlier, later in pairwise(tries) if earlier and later)
    assert tries[-1] is None
