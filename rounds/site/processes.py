"""The processes of one Rounds, each runnable alone and several times: web, worker, engine, mail."""

import os
import signal
import threading
from collections.abc import Sequence
from types import FrameType

import django

from rounds.basics import clock


def set_up() -> None:
    """Make Django ready in this process."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rounds.site.settings")
    django.setup()


class Stop:
    """Becomes true when the process is asked to stop (SIGTERM, SIGINT)."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._ask)

    def wait(self, seconds: float) -> bool:
        """Wait, at most so long; say whether to stop."""
        return self._asked.wait(seconds)

    def _ask(self, number: int, frame: FrameType | None) -> None:
        self._asked.set()


def run_engine() -> None:
    """Run the engine's loop until asked to stop."""
    set_up()
    from rounds.engine.loop import run
    from rounds.site.duties import DUTIES

    run(DUTIES, clock=clock.now, pause=Stop().wait)


def run_worker() -> None:
    """Run the deliveries' worker until asked to stop."""
    set_up()
    run_jobs()


def run_jobs(*, queues: Sequence[str] | None = None, wait: bool = True) -> None:
    """Run jobs, of all queues or of these; without `wait` until there are no more.

    One that has ended is gone, however it ended: what it was about stands in a row, or is asked for again, and the log says what broke.
    Source: docs/decisions/0034.
    """
    from django.utils.module_loading import autodiscover_modules
    from procrastinate.contrib.django import app

    autodiscover_modules("jobs")
    from rounds.mail.jobs import HEARTBEAT_EVERY, SILENT_AFTER

    connected = app.with_connector(app.connector.get_worker_connector())  # type: ignore[attr-defined]
    connected.run_worker(
        queues=queues,
        wait=wait,
        concurrency=4,
        listen_notify=True,
        fetch_job_polling_interval=1.0,
        delete_jobs="always",
        update_heartbeat_interval=HEARTBEAT_EVERY,
        stalled_worker_timeout=SILENT_AFTER,
    )


def run_mail() -> None:
    """Open the SMTP door and poll the mailboxes until asked to stop."""
    set_up()
    from rounds.mail.door import open_door
    from rounds.mail.polling import poll

    stop = Stop()
    with open_door():
        poll(pause=stop.wait)
