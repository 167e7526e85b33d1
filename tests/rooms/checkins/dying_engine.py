"""An engine that is killed at any statement of its look, again and again: each look is a process of its own.

python -m tests.rooms.checkins.dying_engine WORKSPACE MOST → takes lines `PLACE MOMENT`, and gives for each how that look ended: 0, or -9
where it was killed at its statement of that place. MOST: firms that move in one transaction.
"""

import os
import signal
import sys
from collections import deque
from datetime import datetime
from types import SimpleNamespace
from typing import Any

import django


class Kills(deque[Any]):
    """What Django's connection notes its statements in: kills the process at one of them, as kill -9 does."""

    def __init__(self, place: int) -> None:
        super().__init__()
        self.place = place

    def append(self, statement: Any) -> None:
        super().append(statement)
        if len(self) == self.place:
            os.kill(os.getpid(), signal.SIGKILL)


def look(workspace_id: int, place: int, at: datetime) -> None:
    """Let the engine see a moment. at: aware, UTC."""
    from django.db import connection

    from rounds.checkins.duties import DUTIES
    from tests.rooms.passing import rounds_to

    connection.queries_log = Kills(place)
    connection.force_debug_cursor = True
    rounds_to(SimpleNamespace(workspace_id=workspace_id), DUTIES, now=at)  # type: ignore[arg-type]


def main() -> None:
    """Look once for each line. Whoever forks has no connection of its own."""
    django.setup()
    from rounds.checkins.commands import moving

    workspace_id, moving.MOST = int(sys.argv[1]), int(sys.argv[2])
    for line in sys.stdin:
        place, at = line.split()
        if not (child := os.fork()):
            look(workspace_id, int(place), datetime.fromisoformat(at))
            os._exit(0)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
