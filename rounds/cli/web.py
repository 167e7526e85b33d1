"""The page's process: granian before the gate. Its own worker process dies with it too, or it would keep the port.

Who is slow costs a connection only: headers have seconds, and the gate sees to the rest.
"""

import gc
import os
import resource
from argparse import Namespace
from collections.abc import Callable
from functools import partial
from pkgutil import resolve_name
from typing import Any

from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.server import Server as Granian

from rounds.cli import roof
from rounds.cli.ports import refuse_taken
from rounds.cli.supervised import end_with
from rounds.cli.surroundings import database_up

MOST_CONNECTIONS = 4096
HEADERS_WITHIN = 10_000
"""Milliseconds for the head of a request; also how long a connection stays open on which nobody asks anything."""


def web(chosen: Namespace) -> None:
    """Serve the page until told to stop."""
    port = chosen.port or roof.port()
    with database_up():
        refuse_taken(chosen.host, port, "ROUNDS_PORT")
        server = Granian(
            roof.GATE,
            address=chosen.host,
            port=port,
            interface=Interfaces.RSGI,
            http=HTTPModes.http1,
            http1_settings=HTTP1Settings(header_read_timeout=HEADERS_WITHIN),
            backpressure=_connections(),
            websockets=False,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
            log_enabled=False,
        )
        server.serve(target_loader=partial(_load, os.getpid()))


def _connections() -> int:
    """Say how many connections there may be at once, and have the system allow as many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = 2 * MOST_CONNECTIONS
    if soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return min(MOST_CONNECTIONS, soft // 2)


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
