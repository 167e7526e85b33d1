"""The database a command needs, and the rooms that need the database."""

import gc
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import django

from rounds.cli import roof
from rounds.cli.supervised import is_supervised
from rounds.cli.trouble import CommandTrouble
from rounds.postgres import Server

Say = Callable[[str], None]


@contextmanager
def database_up(say: Say = print) -> Iterator[Server | None]:
    """Have a database inside: our own server, started where it does not run; None where others look after it."""
    if not has_own_database() or is_supervised():
        yield None
        return
    server = Server(roof.home(), say=say)
    with server.used():
        yield server


def has_own_database() -> bool:
    """Say whether this Rounds runs its own PostgreSQL."""
    return not os.environ.get("DATABASE_URL")


def load_rooms() -> None:
    """Set Django up; only now, since its settings need the database's address. Raises CommandTrouble.

    What is loaded stays: Python's search for circles would go through all of it time and again, while it is loaded and ever after.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", roof.SETTINGS)
    gc.disable()
    try:
        django.setup()
    except roof.wrong_setting() as error:
        raise CommandTrouble(str(error)) from error
    finally:
        gc.freeze()
        gc.enable()
