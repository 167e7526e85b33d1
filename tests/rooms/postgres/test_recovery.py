"""What is committed survives `kill -9`, and the next start needs nobody's help."""

import contextlib
import os
import signal
import threading
import time
from pathlib import Path

import psycopg

from rounds.postgres import Server


def killed(server: Server) -> int:
    """Kill the server outright; give the number it had."""
    found = server.describe()
    assert found is not None
    assert found.pid is not None
    os.kill(found.pid, signal.SIGKILL)
    while server.is_running():  # a busy machine takes its time over a death
        time.sleep(0.01)
    return found.pid


def data_of(server: Server) -> Path:
    found = server.describe()
    assert found is not None
    return found.folder / "data"


def test_what_was_committed_is_there_after_a_kill(server: Server) -> None:
    urls = server.ensure_running()
    with psycopg.connect(urls.owner) as owner:
        owner.execute("CREATE TABLE kept AS SELECT generate_series(1, 1000) AS n")
    killed(server)

    assert server.ensure_running() == urls
    with psycopg.connect(urls.owner) as owner:
        assert owner.execute("SELECT count(*) FROM kept").fetchone() == (1000,)


def test_a_start_waits_for_backends_that_outlive_their_server(server: Server) -> None:
    urls = server.ensure_running()
    busy = threading.Thread(target=compute, args=(urls.owner,))
    busy.start()
    with psycopg.connect(server.admin_url(), autocommit=True) as admin:
        while not admin.execute(
            "SELECT 1 FROM pg_stat_activity WHERE query LIKE '%series%' AND pid <> pg_backend_pid()"
        ).fetchone():
            pass
    killed(server)

    server.ensure_running()

    busy.join()
    psycopg.connect(urls.app).close()


def compute(url: str) -> None:
    """Keep a backend busy without a pause in which it could notice that its server is gone."""
    connection = psycopg.connect(url)
    connection.execute("SET max_parallel_workers_per_gather = 0")
    with contextlib.suppress(psycopg.OperationalError):  # It may still answer, or go with its server.
        connection.execute("SELECT count(sqrt(n)) FROM generate_series(1, 6000000) AS n")


def test_a_lock_file_that_names_another_program_does_not_stop_the_start(server: Server) -> None:
    urls = server.ensure_running()
    killed(server)
    server.is_running()
    lock = data_of(server) / "postmaster.pid"
    lines = lock.read_text().splitlines()
    owner = lock.stat()
    lock.write_text("\n".join([str(os.getpid()), *lines[1:]]) + "\n")
    os.chown(lock, owner.st_uid, owner.st_gid)

    assert server.ensure_running() == urls


def test_stopping_what_does_not_run_says_so(server: Server) -> None:
    server.ensure_running()

    assert server.stop()
    assert not server.stop()
