"""Old mails come in out of files, oldest first, each in a transaction of its own by the same way as every other mail.

So a mail that is in already is known again, whether the command ran twice or was killed between two of them.
"""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db import connection

from rounds.mail.commands.receiving import DATABASE_TROUBLE, receive, would_become
from rounds.mail.in_files import Found, raw_of
from rounds.mail.incoming import Came, Outcome, Past
from rounds.mail.models import Via
from rounds.mail.queries.mailboxes import Box
from rounds.mail.reading import take_apart
from rounds.mail.threading import SENT_NOWHERE, answered_ids

TRIES = 5
PATIENCE = 1.0
"""Seconds between tries where the database does not answer, or gave up over two who waited for each other."""

TOO_LARGE = "It has {size:,} bytes, more than the {limit:,} that are taken (ROUNDS_MAIL_LIMIT)."


@dataclass(slots=True)
class Sum:
    """What became of mails: how many opened a ticket, were added to one, were here already."""

    opened: int = 0
    added: int = 0
    here: int = 0

    @property
    def came(self) -> int:
        """Say how many came in."""
        return self.opened + self.added

    def count(self, outcome: Outcome) -> None:
        """Count a mail that is in."""
        if outcome.came is Came.DUPLICATE:
            self.here += 1
        elif outcome.opened:
            self.opened += 1
        else:
            self.added += 1


@dataclass(frozen=True, slots=True)
class Bringing:
    """How mails are brought in. stands_open: their tickets wait for an answer. tries: nothing is written. turned: hears why one was not."""

    box: Box
    clock: Callable[[], datetime]
    stands_open: bool
    tries: bool
    turned: Callable[[Found, str], None]
    say: Callable[[int, int], None]


def bring_in(mails: Sequence[Found], how: Bringing, counted: Sum) -> None:
    """Bring mails in, oldest first, and count what becomes of each. Raises the database's own trouble when it lasts."""
    seen: set[int] = set()
    for done, found in enumerate(sorted(mails, key=lambda each: (each.wrote_at or how.clock(), each.path, each.start))):
        if done % 10 == 0:
            how.say(done, len(mails))
        if how.tries and found.named and found.named in seen:
            counted.here += 1
            continue
        outcome = _patiently(found, how)
        if how.tries and outcome.reason == SENT_NOWHERE and _answers_one_of(seen, found):
            outcome = Outcome(Came.PLACED)
        if outcome.came is not Came.TURNED_AWAY:
            seen.add(found.named)
        if outcome.came is Came.TURNED_AWAY:
            how.turned(found, outcome.reason)
        else:
            counted.count(outcome)
    how.say(len(mails), len(mails))


def _answers_one_of(seen: set[int], found: Found) -> bool:
    """Say whether a mail that we sent answers one that would have come in by then. Raises OSError."""
    letter = take_apart(raw_of(found))
    return not seen.isdisjoint(map(hash, answered_ids(letter)))


def _patiently(found: Found, how: Bringing) -> Outcome:
    for _ in range(TRIES - 1):
        try:
            return _brought(found, how)
        except DATABASE_TROUBLE:
            connection.close()
            time.sleep(PATIENCE)
    return _brought(found, how)


def _brought(found: Found, how: Bringing) -> Outcome:
    if found.size > settings.MAIL_LIMIT:
        return Outcome(Came.TURNED_AWAY, reason=TOO_LARGE.format(size=found.size, limit=settings.MAIL_LIMIT))
    try:
        raw = raw_of(found)
    except OSError as trouble:
        return Outcome(Came.TURNED_AWAY, reason=f"It cannot be read ({trouble.strerror}).")
    at = how.clock()
    past = Past(found.wrote_at or at, how.stands_open)
    act = would_become if how.tries else receive
    return act(
        workspace_id=how.box.workspace_id, mailbox_id=how.box.mailbox_id, raw=raw, via=Via.FILE, at=at, past=past
    )
