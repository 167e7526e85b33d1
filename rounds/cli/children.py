"""One child process of the supervisor."""

import os
import subprocess
import sys
import time

from rounds.cli.lines import tell
from rounds.cli.restarts import after_death, how_it_ended
from rounds.cli.supervised import VARIABLE


class Child:
    """A process that should always run. words: the rounds command that it is."""

    program: tuple[str, ...] = ("-m", "rounds.cli")

    def __init__(self, name: str, *words: str) -> None:
        self.name = name
        self._words = words or (name,)
        self._process: subprocess.Popen[bytes] | None = None
        self._born = self._due = 0.0
        self._deaths = 0

    @property
    def pid(self) -> int | None:
        """Give the process number while it runs."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start it, in a session of its own: Ctrl-C in a terminal is the supervisor's to handle, in order."""
        self._born = time.monotonic()
        self._process = subprocess.Popen(
            [sys.executable, *self.program, *self._words],
            env={**os.environ, VARIABLE: str(os.getpid())},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def look_after(self) -> bool:
        """Start it again where it died and its wait is over; say whether anything changed."""
        now = time.monotonic()
        if self._process is not None and (code := self._process.poll()) is not None:
            again = after_death(deaths=self._deaths, lived=now - self._born)
            self._process, self._deaths, self._due = None, again.deaths, now + again.wait
            tell(self.name, f"{how_it_ended(code)}; starting again {f'in {again.wait:.0f} s' if again.wait else 'now'}")
            return True
        if self._process is None and now >= self._due:
            self.start()
            return True
        return False

    def ask_to_stop(self) -> None:
        """Ask it to end what it does and stop."""
        if self._process is not None and self._process.poll() is None:
            self._process.terminate()

    def await_stop(self, patience: float) -> None:
        """Wait until it has stopped, at most so many seconds; then kill it."""
        if self._process is None:
            return
        try:
            self._process.wait(patience)
        except subprocess.TimeoutExpired:
            tell(self.name, "does not stop; killed")
            self._process.kill()
            self._process.wait()
        self._process = None
