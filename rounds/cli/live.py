"""The process that tells open pages what changes: its port, and its start."""

import logging
import os
import sys
from argparse import Namespace
from itertools import count

from rounds.cli import roof
from rounds.cli.ports import refuse_taken
from rounds.cli.surroundings import database_up
from rounds.cli.trouble import CommandTrouble
from rounds.postgres.ports import is_free


def live(chosen: Namespace) -> None:
    """Tell open pages what changes until told to stop. Raises CommandTrouble."""
    if (port := chosen.port or roof.live_port()) is None:
        raise CommandTrouble("No port is chosen for it; set ROUNDS_LIVE_PORT, here and where the page runs.")
    with database_up():
        refuse_taken(chosen.host, port, "ROUNDS_LIVE_PORT")
        roof.live(chosen.host, port)
    _leave()


def _leave() -> None:
    """End here, all being closed: the server's own threads may still ask for the interpreter, and it dies of that while it ends.

    Source: the server's issue 693.
    """
    logging.shutdown()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def live_port(host: str, page: int) -> int:
    """Choose the port beside a page's: the one that is set, refused where it is taken, else the first that is free above."""
    if chosen := roof.live_port():
        refuse_taken(host, chosen, "ROUNDS_LIVE_PORT")
        return chosen
    taken = roof.smtp_door()[1]
    return next(each for each in count(page + 1) if each != taken and is_free(each, host))
