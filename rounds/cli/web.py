"""The page's process: granian, four threads. Its own worker process dies with it too, or it would keep the port."""

import gc
import os
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from pkgutil import resolve_name
from typing import Any

from granian.constants import Interfaces
from granian.server import Server as Granian

from rounds.cli import roof
from rounds.cli.ports import refuse_taken
from rounds.cli.supervised import end_with
from rounds.cli.surroundings import database_up

THREADS = 4


def web(chosen: Namespace) -> None:
    """Serve the page until told to stop."""
    port = chosen.port or roof.port()
    with database_up():
        refuse_taken(chosen.host, port, "ROUNDS_PORT")
        server = Granian(
            roof.WSGI,
            address=chosen.host,
            port=port,
            interface=Interfaces.WSGI,
            blocking_threads=THREADS,
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
            log_enabled=False,
        )
        server.serve(target_loader=partial(_load, os.getpid()))


def _load(parent: int, target: str) -> Callable[..., Any]:
    end_with(parent)
    application: Callable[..., Any] = resolve_name(target)
    _spare_what_stays()
    return application


def _spare_what_stays() -> None:
    """Keep the collector from walking through the program itself at each page: what is loaded by now stays loaded.

    A page makes some thousand objects that are freed as it ends; looking for circles every 2,000 of them costs a tenth of it.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 20)
