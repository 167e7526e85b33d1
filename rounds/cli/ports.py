"""Ports that our doors need, looked at before anything starts."""

import errno
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

from rounds.cli.trouble import CommandTrouble
from rounds.postgres.ports import is_free

_PATIENCE = 3.0  # seconds: what a killed supervisor left behind is still being ended by the system


def refuse_taken(host: str, port: int, setting: str) -> None:
    """Raise CommandTrouble where another program listens already."""
    end = time.monotonic() + _PATIENCE
    while not is_free(port, host):
        if time.monotonic() > end:
            raise _taken(host, port, setting)
        time.sleep(0.1)


@contextmanager
def taken_in_words(host: str, port: int, setting: str) -> Iterator[None]:
    """Raise CommandTrouble where a port turns out to be taken when it is opened: between looking and opening, others may come."""
    try:
        yield
    except OSError as error:
        if error.errno != errno.EADDRINUSE:
            raise
        raise _taken(host, port, setting) from error


def next_free(host: str, port: int) -> int:
    """Find the first free port from this one on."""
    return next(each for each in count(port) if is_free(each, host))


def _taken(host: str, port: int, setting: str) -> CommandTrouble:
    return CommandTrouble(
        f"Port {port} on {host} is taken by another program. Stop it, or choose another by {setting}."
    )
