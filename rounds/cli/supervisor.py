"""The loop that keeps everything running: children that died start again, and so does our own PostgreSQL."""

import os
import time
from collections.abc import Sequence
from pathlib import Path

from rounds.cli import roof
from rounds.cli.children import Child
from rounds.cli.lines import Took, tell
from rounds.cli.only_one import note
from rounds.postgres import Server

_LOOK_EVERY = 0.2  # seconds
_PATIENCE = 15.0  # seconds for all children together


class Supervisor:
    """Keeps children and database alive. server: None where the database is another's."""

    def __init__(self, home: Path, children: Sequence[Child], server: Server | None) -> None:
        self._home = home
        self._children = children
        self._server = server
        self._urls = server.ensure_running() if server else None

    def start(self) -> None:
        """Start every child."""
        for child in self._children:
            child.start()
            tell(child.name, f"started, process {child.pid}")
        self._note()

    def look_after(self) -> None:
        """Look after everything once, then rest a little."""
        if self._server is not None and not self._server.is_running():
            self._restart_database(self._server)
        changes = [child.look_after() for child in self._children]
        if any(changes):
            self._note()
        time.sleep(_LOOK_EVERY)

    def stop(self) -> None:
        """Stop the children, the doors first, so that nothing new comes in while work ends."""
        for child in self._children:
            child.ask_to_stop()
        end = time.monotonic() + _PATIENCE
        for child in self._children:
            child.await_stop(max(0.0, end - time.monotonic()))
        tell("stopped", ", ".join(child.name for child in self._children))

    def _restart_database(self, server: Server) -> None:
        took = Took()
        tell("PostgreSQL", "has ended by itself or was killed; starting again")
        urls = server.ensure_running()
        tell("PostgreSQL", f"answers again ({took})")
        if urls != self._urls:
            for child in self._children:  # Its port was taken meanwhile, and they know only the old one.
                child.ask_to_stop()
        self._urls = urls

    def _note(self) -> None:
        ours = {"supervisor": os.getpid(), "port": roof.port()}
        note(self._home, ours | {child.name: child.pid for child in self._children if child.pid}, roof.told())
