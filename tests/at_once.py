"""Acts that really run at the same time, each in a thread and by a database connection of its own."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

from django.db import connection

from rounds.basics.problems import ChangedMeanwhile, Refused
from tests.world import Cast

PATIENCE = 60
"""Seconds until somebody who never begins lets the others fail."""


def at_once(*acts: Callable[[], Any], inside: Cast | None = None) -> list[Any]:
    """Do these at the same time. Gives what came of each, in their order: what it gave, or by what it was refused.

    inside: the workspace for which each speaks, in a transaction of its own; None: whatever the act itself says.
    Raises whatever else an act came to, once all of them are over.
    """
    start = threading.Barrier(len(acts), timeout=PATIENCE)

    def run(act: Callable[[], Any]) -> Any:
        start.wait()
        try:
            with inside.inside() if inside else nullcontext():
                return act()
        except (Refused, ChangedMeanwhile) as refused:
            return refused
        finally:
            connection.close()

    with ThreadPoolExecutor(len(acts)) as pool:
        doing = [pool.submit(run, act) for act in acts]
    return [each.result() for each in doing]


def refused_of(came: list[Any]) -> list[Refused | ChangedMeanwhile]:
    """Give the refusals among what came of acts."""
    return [each for each in came if isinstance(each, Refused | ChangedMeanwhile)]
