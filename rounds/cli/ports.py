"""Ports that our doors need, looked at before anything starts."""

from itertools import count

from rounds.cli.trouble import CommandTrouble
from rounds.postgres.ports import is_free


def refuse_taken(host: str, port: int, setting: str) -> None:
    """Raise CommandTrouble where another program listens already."""
    if not is_free(port, host):
        raise CommandTrouble(
            f"Port {port} on {host} is taken by another program. Stop it, or choose another by {setting}."
        )


def next_free(host: str, port: int) -> int:
    """Find the first free port from this one on."""
    return next(each for each in count(port) if is_free(each, host))
