"""One supervisor a ROUNDS_HOME, and what it notes for `rounds doctor`: the numbers of its processes, and what it was told."""

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from rounds.cli.trouble import CommandTrouble


@contextmanager
def only_one(home: Path) -> Iterator[None]:
    """Hold this home while inside. Raises CommandTrouble where another supervisor does; a killed one's hold is gone."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (home / "serve.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            holder = noted(home).get("supervisor", "unknown")
            raise CommandTrouble(
                f"Rounds is already running on {home} (process {holder}). Stop that one first."
            ) from error
        note(home, {"supervisor": os.getpid()})
        try:
            yield
        finally:
            _file(home).unlink(missing_ok=True)


def is_held(home: Path) -> bool:
    """Say whether a supervisor runs for this home."""
    try:
        with (home / "serve.lock").open() as lock:
            fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except FileNotFoundError:
        return False
    except BlockingIOError:
        return True
    return False


def note(home: Path, processes: Mapping[str, int], told: Mapping[str, str] | None = None) -> None:
    """Keep the numbers of the processes that run now. told: settings that another shell may not have, no secret among them."""
    fresh = _file(home).with_suffix(".new")
    fresh.write_text(json.dumps({"processes": dict(processes), "told": dict(told or {})}))
    fresh.replace(_file(home))


def noted(home: Path) -> dict[str, int]:
    """Read the numbers; empty where nothing runs."""
    numbers: dict[str, int] = _read(home).get("processes", {})
    return numbers


def told(home: Path) -> dict[str, str]:
    """Read the settings of what runs; empty where nothing does."""
    settings: dict[str, str] = _read(home).get("told", {})
    return settings


def _read(home: Path) -> dict[str, Any]:
    try:
        found: dict[str, Any] = json.loads(_file(home).read_text())
    except FileNotFoundError:
        return {}
    return found


def _file(home: Path) -> Path:
    return home / "serve.json"
