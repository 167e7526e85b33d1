"""The processes that answer questions about usage, forked as all others of a simulation are, from one that has loaded what they need."""

import os
import signal
from typing import IO

from rounds.telemetry import answering
from rounds.telemetry.asking import ANSWERS

MOST_OPEN = 256


def be_forked() -> None:
    """Let this process and those that are forked from it fork whoever answers; to load Ibis and DuckDB each time takes a second."""
    answering.load()
    ANSWERS.begin = Forked


class Forked:
    """One such process, as `subprocess` would have it."""

    def __init__(self, *, stays: bool) -> None:
        questions, asks = os.pipe()
        told, answers = os.pipe()
        self.pid = os.fork()
        if not self.pid:
            _answer(questions, answers, stays=stays)
        os.close(questions)
        os.close(answers)
        self._ended: int | None = None
        self.stdin: IO[bytes] = os.fdopen(asks, "wb")
        self.stdout: IO[bytes] = os.fdopen(told, "rb")

    def poll(self) -> int | None:
        """Say how it ended; None while it runs."""
        if self._ended is None:
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            self._ended = status if pid else None
        return self._ended

    def kill(self) -> None:
        """End it."""
        if self._ended is None:
            os.kill(self.pid, signal.SIGKILL)

    def wait(self) -> int:
        """Wait until it has ended."""
        if self._ended is None:
            self._ended = os.waitpid(self.pid, 0)[1]
        return self._ended


def _answer(questions: int, answers: int, *, stays: bool) -> None:
    """Answer, and end with nothing of what was forked along: its connections are those of whoever asks."""
    try:
        for each in range(3, MOST_OPEN):
            if each not in {questions, answers}:
                _close(each)
        answering.serve(os.fdopen(questions, "rb"), os.fdopen(answers, "wb"), stays=stays)
    finally:
        os._exit(0)


def _close(number: int) -> None:
    try:
        os.close(number)
    except OSError:
        return  # nothing is open there
