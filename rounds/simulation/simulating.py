"""A year of a team in a minute: the world is made, played, judged by a program that shares nothing with Rounds, and dropped."""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from pkgutil import resolve_name
from typing import Any

import django

from rounds.postgres import Urls
from rounds.postgres.ports import free_port
from rounds.simulation.place import count_rows, database

FIRST = date(2027, 9, 6)
"""A Monday; the year from here has both changes of the clocks, and a 29 February."""

Say = Callable[[int, int], None]


def simulate(
    manual: str,
    *,
    accounts: int,
    days: int,
    seed: int,
    home: Path,
    migrate: Callable[[Urls], None],
    first: date = FIRST,
    say: Say = lambda done, of: None,
    keep: Callable[[Urls, Path], None] = lambda urls, folder: None,
) -> dict[str, Any]:
    """Play and judge; gives what the judge found and counted, and the seconds it took.

    home: under which the database stands. migrate: brings the tables of one up to date. keep: is shown the world before it is
    dropped. Raises Unplayable for a manual with nothing to simulate.
    """
    began = time.monotonic()
    with database(home, migrate) as urls, tempfile.TemporaryDirectory(prefix="rounds-simulated-") as folder:
        place = Path(folder)
        with _town(place / "town.jsonl", seed) as port:
            _live_there(urls, port, place)
            played = resolve_name("rounds.simulation.playing:played")
            deaths = played(
                manual,
                place,
                accounts=accounts,
                days=days,
                seed=seed,
                first=first,
                say=say,
                filled=lambda: count_rows(urls),
            )
        verdict = judged(urls, place)
        keep(urls, place)
    return {**verdict, "deaths": deaths, "seconds": round(time.monotonic() - began, 1)}


def judged(urls: Urls, folder: Path) -> dict[str, Any]:
    """Have the judge look, in a process of its own."""
    asked = [
        sys.executable,
        "-m",
        "rounds_judge",
        urls.owner,
        str(folder / "journal.jsonl"),
        str(folder / "town.jsonl"),
    ]
    done = subprocess.run(asked, capture_output=True, text=True, check=False)
    if not done.stdout:
        raise RuntimeError(f"The judge broke: {done.stderr.strip()}")
    verdict: dict[str, Any] = json.loads(done.stdout)
    return verdict


def _live_there(urls: Urls, port: int, place: Path) -> None:
    """Let this process and those that it makes be a Rounds on that database and in that folder, whose mail goes to that port."""
    os.environ |= {
        "DATABASE_URL": urls.app,
        "ROUNDS_OWNER_DATABASE_URL": urls.owner,
        "ROUNDS_SMTP_OUT": f"smtp://127.0.0.1:{port}",
        "ROUNDS_TELEMETRY_URL": (place / "telemetry").as_uri(),
        "DJANGO_SETTINGS_MODULE": "rounds.site.settings",
    }
    django.setup()


@contextmanager
def _town(record: Path, seed: int) -> Iterator[int]:
    """Have the customers' mail server, in a process of its own; gives its port."""
    port = free_port()
    process = subprocess.Popen([sys.executable, "-m", "rounds.simulation.town", str(port), str(record), str(seed)])
    try:
        yield port
    finally:
        process.terminate()
        process.wait()
