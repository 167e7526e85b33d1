"""One process of the simulated Rounds: it does what it is told, at the moment it is told, and may be killed at any time.

Four run side by side: one is the engine, in the others people act; whichever is free takes mail in, and is a worker.
"""

import gc
import logging
import multiprocessing
import os
import signal
import traceback
from collections.abc import Callable
from datetime import datetime
from multiprocessing.connection import Connection
from typing import Any

from django.db import connection

from rounds.basics import clock
from rounds.engine.loop import one_round
from rounds.mail.commands import receive
from rounds.mail.delivering import deliver
from rounds.mail.models import Mailbox, Via
from rounds.simulation import people, usage
from rounds.site.duties import DUTIES
from rounds.telemetry.jobs import keep_segments
from rounds.telemetry.jobs_by_name import DRAIN
from rounds.workspaces.current import as_workspace
from rounds.workspaces.rows import execute, fetch

FORKED = multiprocessing.get_context("fork")

WAITING = """
    SELECT id, task_name, (args->>'workspace_id')::bigint, (args->>'outbox_id')::bigint FROM procrastinate_jobs
    WHERE status = 'todo' AND id %% %s = %s ORDER BY id LIMIT 500
"""


def time_passes(now: datetime, *, backwards: bool = False) -> int:
    """Let the engine see a moment, until it has done all that it finds. Gives for how many jobs a worker is called.

    backwards: through its duties from the last one on, for a loop beside another, which would stand where that one stands.
    """
    clock.follow(lambda: now)
    duties = DUTIES[::-1] if backwards else DUTIES
    while one_round(duties, now=now).full:
        pass
    [(many,)] = fetch("SELECT count(*) FROM procrastinate_jobs WHERE status = 'todo'")
    return int(many)


def work(now: datetime, *, part: int, of: int) -> None:
    """Do what workers are called for: one of so many workers, each with its own part of the jobs."""
    clock.follow(lambda: now)
    while jobs := fetch(WAITING, [of, part]):
        for _, name, workspace_id, outbox_id in jobs:
            if outbox_id:
                deliver(workspace_id=workspace_id, outbox_id=outbox_id, clock=clock.now)
            elif name == DRAIN:
                keep_segments(workspace_id, at=now)
        execute("DELETE FROM procrastinate_jobs WHERE id = ANY (%s)", [[job_id for job_id, *_ in jobs]])


def mails_come(workspace_id: int, mails: list[bytes], now: datetime) -> list[str]:
    """Take mails in, as the SMTP door does. Gives what became of each."""
    clock.follow(lambda: now)
    with as_workspace(workspace_id):
        box = Mailbox.objects.order_by("id").values_list("id", flat=True).first()
    assert box, "a company that writes has a mailbox"
    return [receive(workspace_id=workspace_id, mailbox_id=box, raw=raw, via=Via.SMTP, at=now).came for raw in mails]


ORDERS: dict[str, Callable[..., Any]] = {
    "time": time_passes,
    "work": work,
    "mails": mails_come,
    "people": people.day,
    "changes": people.changes,
    "leave": people.leave,
    "spread": people.spread,
    "rename": people.rename,
    "hours": people.other_hours,
    "board": people.board,
    "usage": usage.tell,
}


type Order = tuple[str, tuple[Any, ...], dict[str, Any]]
"""What is to be done, and with what: the name of one of `ORDERS`, and what that takes."""


class House:
    """A process that can be killed, and comes up again as Rounds does."""

    line: "Connection[Any, Any]"
    """What it hears orders by; something is to be read there when one is done."""

    def __init__(self) -> None:
        self.deaths = 0
        self._begin()

    def order(self, order: Order) -> None:
        """Tell it to do something."""
        self.line.send(order)

    def done(self) -> Any:
        """Wait until it is done, and give the result. Raises EOFError where the process died of it, Failed where it failed."""
        ended, result = self.line.recv()
        if not ended:
            raise Failed(result)
        return result

    def does(self, order: Order) -> Any:
        """Have it do something, and wait until it is done."""
        self.order(order)
        return self.done()

    def kill(self) -> None:
        """Kill it as `kill -9` does, and let it come up again; its end is taken note of when the next process begins."""
        os.kill(self._process.pid or 0, signal.SIGKILL)
        self.line.close()
        self.deaths += 1
        self._begin()

    def end(self) -> None:
        """Let it go."""
        self.line.send(None)
        self._process.join()

    def _begin(self) -> None:
        self.line, theirs = FORKED.Pipe()
        self._process = FORKED.Process(target=_obey, args=[theirs, self.line], daemon=True)
        self._process.start()
        theirs.close()


class Failed(Exception):
    """What was ordered raised an error that no page would show as a refusal."""


AT_ONCE = {"prepare_threshold": 0}
"""A process that comes up fifty times has each statement planned once, and not a second time when it is asked again."""


def _obey(line: "Connection[Any, Any]", other: "Connection[Any, Any]") -> None:
    other.close()
    gc.disable()  # it lives for a minute or three, and what it would free by looking for circles is small
    logging.disable(logging.WARNING)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection.settings_dict["OPTIONS"] |= AT_ONCE
    while (asked := line.recv()) is not None:
        name, given, more = asked
        try:
            line.send((True, ORDERS[name](*given, **more)))
        except Exception:
            line.send((False, f"{name}: {traceback.format_exc()}"))
    connection.close()
