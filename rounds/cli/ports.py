"""Ports that our doors need, looked at before anything starts."""

import time
from itertools import count

from rounds.cli.trouble import CommandTrouble
from rounds.postgres.ports import is_free

_PATIENCE = 3.0  # seconds: what a killed supervisor left behind is still being ended by the system


def refuse_taken(host: str, port: int, setting: str) -> None:
    """Raise CommandTrouble where another program listens already."""
    end = time.monotonic() + _PATIENCE
    while not is_free(port, host):
        if time.monotonic() > end:
            raise CommandTrouble(
                f"Port {port} on {host} is taken by another program. Stop it, or choose another by {setting}."
            )
        time.sleep(0.1)


def next_free(host: str, port: int) -> int:
    """Find the first free port from this one on."""
    return next(each for each in count(port) if is_free(each, host))
