"""Connections to the server that takes our mail, kept for the next mail: to greet and to sign in by TLS costs more than a mail does.

A line is one thread's from when it is taken until it is given back. What stood idle for a while is ended as SMTP wants it.
"""

import smtplib
import threading
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import Protocol

TROUBLE = (smtplib.SMTPException, OSError)

IDLE = 5.0
"""Seconds for which a line is kept without a mail."""

MOST = 100
"""Mails by one line: servers end one that brings too many."""

GOODBYE = 5.0
"""Seconds to wait for the server's."""


class Way(Protocol):
    """The server that takes our mail. tls: "none", "starttls" or "tls"; user: empty for no sign-in."""

    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def tls(self) -> str: ...


@dataclass(eq=False, slots=True)
class Line:
    """A connection that has greeted and signed in. mails: tried by it. idle_since: by the clock that always runs."""

    way: Way
    server: smtplib.SMTP
    mails: int = 0
    idle_since: float = 0.0


class Lines:
    """Those that nobody uses now."""

    def __init__(self) -> None:
        self._idle: list[Line] = []
        self._lock = threading.Lock()
        self._looks: threading.Timer | None = None

    def take(self, way: Way) -> Line | None:
        """Give one that stands, None where none does. It may have ended meanwhile: whoever speaks first on it finds out."""
        with self._lock:
            found = next((line for line in reversed(self._idle) if line.way == way and line.mails < MOST), None)
            if found:
                self._idle.remove(found)
            return found

    def give_back(self, line: Line) -> None:
        """Keep one for the next mail. It waits for a new sender: no mail is begun on it.

        One that has brought as many as it may is ended with those that stand idle: whoever gives it back has an end to note, and waits
        for no goodbye.
        """
        line.mails += 1
        line.idle_since = time.monotonic()
        with self._lock:
            self._idle.append(line)
            self._look_later()

    def end_idle(self, *, seconds: float = IDLE) -> None:
        """End those that have stood idle for so long."""
        with self._lock:
            over = [line for line in self._idle if time.monotonic() - line.idle_since >= seconds]
            self._idle = [line for line in self._idle if line not in over]
            self._looks = None
            self._look_later()
        for line in over:
            end(line)

    def _look_later(self) -> None:
        if self._idle and self._looks is None:
            self._looks = threading.Timer(IDLE, self.end_idle)
            self._looks.daemon = True
            self._looks.start()


def end(line: Line) -> None:
    """Say goodbye; a server that is gone already needs none."""
    if line.server.sock is not None:
        line.server.sock.settimeout(GOODBYE)
    with suppress(*TROUBLE):
        line.server.quit()
    line.server.close()


LINES = Lines()
