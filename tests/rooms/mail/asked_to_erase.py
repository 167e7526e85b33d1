"""Erasing that was asked for: whoever asks, the worker that does it, and how it stands."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg
from django.db import connection

from rounds.accounts import commands as accounts
from rounds.accounts.being_erased import Erasing, erasing
from rounds.accounts.models import ContactAddress
from rounds.mail import erasing as worker
from rounds.timeline.models import TimelineEvent
from tests.database import owner_url
from tests.rooms.mail.post import Post
from tests.world import later

HERS = "zora.q@quillfeather.example"
ASKED, STOPPED, DONE = "accounts.erasing asked", "accounts.erasing stopped", "accounts.contact erased"
WHEN, SOON = later(1), later(1.1)
PATIENCE = 30


def zora(post: Post) -> int:
    with post.inside():
        return ContactAddress.objects.get(key=HERS).contact_id


def asked(post: Post, contact_id: int, *, at: datetime = WHEN) -> None:
    with post.inside():
        accounts.ask_to_erase(contact_id=contact_id, by=post.cast.manager, at=at)


def worked(post: Post, *, at: datetime = SOON) -> None:
    worker.erase_all(workspace_id=post.cast.workspace_id, clock=lambda: at)


def stands(post: Post, contact_id: int) -> Erasing:
    with post.inside():
        return erasing(contact_id)


def told(post: Post) -> list[str]:
    """List what the history says of erasing."""
    with post.inside():
        found = TimelineEvent.objects.filter(kind__in=(ASKED, STOPPED, DONE)).order_by("id")
        return list(found.values_list("kind", flat=True))


@contextmanager
def held_up(post: Post) -> Iterator[Callable[[], bool]]:
    """Hold a row that erasing comes to after most others; gives whether somebody waits for it."""
    with psycopg.connect(owner_url()) as owner, psycopg.connect(owner_url(), autocommit=True) as beside:
        owner.execute("SELECT 1 FROM received WHERE workspace_id = %s FOR UPDATE", [post.cast.workspace_id])
        waiting = "SELECT 1 FROM pg_stat_activity WHERE %s = ANY (pg_blocking_pids(pid))"
        yield lambda: beside.execute(waiting, [owner.info.backend_pid]).fetchone() is not None
        owner.rollback()


@contextmanager
def a_worker_at_it(post: Post) -> Iterator[None]:
    """Have a worker in the middle of an erasing while the block runs; it is done behind it."""
    with held_up(post) as waits:
        at_it = in_a_thread(lambda: worked(post))
        until(waits)
        yield
    at_it.join()


def until(what: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, "it does not come"
        time.sleep(0.05)


def in_a_thread(do: Callable[[], object]) -> threading.Thread:
    def go() -> None:
        try:
            do()
        finally:
            connection.close()

    thread = threading.Thread(target=go)
    thread.start()
    return thread
