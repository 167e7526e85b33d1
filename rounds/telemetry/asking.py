"""Asking about usage: the questions go to a process of their own, which is started when the first is asked.

So a page, the engine and a worker hold none of what Ibis and DuckDB take, and one answer cannot take the memory of all. A process
that asks has one that answers; threads take turns at it. Which segments there are and what the buffer has is one statement, so that a
row that is being drained meanwhile is seen once.
"""

import atexit
import contextlib
import os
import pickle
import select
import subprocess
import sys
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from typing import IO, Any, Protocol

from rounds.telemetry.answering import STAYS, Ask, Columns, Question, Trouble
from rounds.telemetry.commands.draining import folder
from rounds.telemetry.questions.table import aware
from rounds.workspaces.current import here
from rounds.workspaces.rows import fetch

type Row = dict[str, Any]
"""A row of an answer, by the names of its columns; moments aware, UTC."""

SEEN = """
    SELECT (SELECT coalesce(array_agg(name ORDER BY name), '{{}}') FROM usage_segment
            WHERE workspace_id = %(here)s AND retired_at IS NULL AND first_at < %(until)s AND last_at >= %(since)s),
           array_agg(id), array_agg(source), array_agg(account), array_agg(asset), array_agg(person_id), array_agg(event),
           array_agg(at AT TIME ZONE 'UTC'), array_agg(product), array_agg(feature), array_agg(media), array_agg(item),
           array_agg(quantity)
    FROM usage_row WHERE workspace_id = %(here)s AND at >= %(since)s AND at < %(until)s {narrowed}
"""
EVER = (datetime(1, 1, 2, tzinfo=UTC), datetime(9999, 12, 30, tzinfo=UTC))


LONGEST = 120.0
"""Seconds after which nobody waits for an answer any more."""


MOST_KNOWN, SMALL = 16, 20_000
"""Answers that are kept; bytes of a question, and values of an answer, up to which one is."""


class UsageTrouble(Exception):
    """A question could not be answered; the text is what DuckDB said."""


def ask(
    *questions: Question,
    accounts: Sequence[int] | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> list[list[Row]]:
    """Ask several questions of the workspace's usage in [since, until), of these accounts; of all where nothing is said.

    since, until: aware. Gives the rows of each answer. Raises UsageTrouble.
    """
    paths, buffer = _seen(accounts, since or EVER[0], until or EVER[1])
    kept = None if accounts is None else tuple(accounts)
    found = ANSWERS.to(Ask(paths, buffer, kept, since, until, str(folder() / "spill"), questions))
    return [list(_rows(columns)) for columns in found]


def _seen(
    accounts: Sequence[int] | None, since: datetime, until: datetime
) -> tuple[tuple[str, ...], tuple[list[Any], ...]]:
    narrowed = "" if accounts is None else "AND account = ANY(%(accounts)s)"
    values = {"here": here(), "since": since, "until": until, "accounts": list(accounts or ())}
    [(names, *columns)] = fetch(SEEN.format(narrowed=narrowed), values)
    return tuple(str(folder() / name) for name in names), () if columns[0] is None else tuple(columns)


def _rows(columns: Columns) -> Iterator[Row]:
    for values in zip(*columns.values(), strict=True):
        yield {name: aware(value) for name, value in zip(columns, values, strict=True)}


def be_ready() -> None:
    """Start the process that answers before the first question, and keep it while it holds little: somebody waits for a page.

    It loads Ibis and DuckDB meanwhile. Costs nothing where it runs. One that large answers have filled ends a minute after the last
    question, so that what a process of the web holds at rest does not grow with what was once asked.
    """
    ANSWERS.stay()


class Answering(Protocol):
    """A process that answers, as `subprocess` has it: questions go to its input, answers come out."""

    pid: int

    @property
    def stdin(self) -> IO[bytes] | None: ...
    @property
    def stdout(self) -> IO[bytes] | None: ...
    def poll(self) -> int | None: ...
    def kill(self) -> None: ...
    def wait(self) -> int: ...


def begun(*, stays: bool) -> Answering:
    """Start a process that answers. stays: though nobody asks for a while."""
    words = [sys.executable, "-m", "rounds.telemetry.answering", *([STAYS] if stays else [])]
    return subprocess.Popen(words, stdin=subprocess.PIPE, stdout=subprocess.PIPE)  # noqa: S603


class Answers:
    """The process that answers this one's questions. It ends when nobody asks for a while, unless it stays; dead, it is started again."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: Answering | None = None
        self.begin: Callable[..., Answering] = begun
        self._owner = 0
        self._stays = False
        self._known: OrderedDict[bytes, list[Columns]] = OrderedDict()

    @property
    def pid(self) -> int | None:
        """Give its number while it runs."""
        process = self._process
        return process.pid if process and process.poll() is None else None

    def stay(self) -> None:
        """Start it where it does not run, to end with this process, or earlier where it holds much and nobody asks."""
        if self.pid and self._stays and self._owner == os.getpid():
            return
        if not self._lock.acquire(blocking=False):  # somebody asks just now, so it runs; the next page makes it stay
            return
        try:
            if not self._stays:
                self._end()
            self._stays = True
            self._running()
        finally:
            self._lock.release()

    def to(self, asked: Ask) -> list[Columns]:
        """Ask, and wait for the answer. Raises UsageTrouble.

        What is asked names its files, which never change, and brings what is in none: the same again has the same answer, so the last
        ones are kept. A page and the letter on it ask the same.
        """
        sent = pickle.dumps(asked)
        if (known := self._known.get(sent)) is not None:
            return known
        with self._lock:
            try:
                found = self._exchange(sent)
            except (
                OSError,
                EOFError,
            ):  # it ended just now, or was killed: a question changes nothing, so it is asked once more
                self._end()
                found = self._again(sent)
        if isinstance(found, Trouble):
            raise UsageTrouble(found.text)
        self._keep(sent, found)
        return found

    def _keep(self, sent: bytes, found: list[Columns]) -> None:
        """Keep a small answer to a small question, and let the oldest go."""
        values = sum(len(column) for columns in found for column in columns.values())
        if len(sent) <= SMALL and values <= SMALL:
            self._known[sent] = found
            while len(self._known) > MOST_KNOWN:
                with contextlib.suppress(KeyError):  # another thread let it go
                    self._known.popitem(last=False)

    def forget(self) -> None:
        """Let all answers go that are kept, as whoever measures wants it."""
        self._known.clear()

    def _again(self, sent: bytes) -> list[Columns] | Trouble:
        try:
            return self._exchange(sent)
        except (OSError, EOFError) as gone:
            self._end()
            raise UsageTrouble("the process that answers ended before it did") from gone

    def _exchange(self, sent: bytes) -> list[Columns] | Trouble:
        process = self._running()
        assert process.stdin, "it was started with both"
        assert process.stdout, "with pipes both ways"
        process.stdin.write(sent)
        process.stdin.flush()
        if not select.select([process.stdout], [], [], LONGEST)[0]:
            self._end()
            raise UsageTrouble(f"no answer came within {LONGEST:.0f} seconds")
        found: list[Columns] | Trouble = pickle.load(process.stdout)  # noqa: S301 - of our own child, by a pipe of its own
        return found

    def _running(self) -> Answering:
        """Give the process, of this very one: after a fork, the one before answers somebody else."""
        if self._process is None or self._process.poll() is not None or self._owner != os.getpid():
            self._process = self.begin(stays=self._stays)
            self._owner = os.getpid()
        return self._process

    def _end(self) -> None:
        if self._process and self._owner == os.getpid():
            self._process.kill()
            self._process.wait()
        self._process = None

    def close(self) -> None:
        """End it, with the process that asks."""
        with self._lock:
            self._end()


ANSWERS = Answers()
atexit.register(ANSWERS.close)
