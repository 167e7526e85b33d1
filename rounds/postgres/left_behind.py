"""Data in the system folder whose home is gone, or has been made anew.

A home in the temporary folder took its data with it, so that is deleted when the next one is made. Any other home may only
be away for a while (a disk not mounted): its data stays, and `rounds doctor` names it.
"""

import shutil
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from rounds.postgres import postmaster
from rounds.postgres.kept import read
from rounds.postgres.places import SYSTEM

_BEING_MADE = 600.0  # seconds: between its folder and its note a new home has neither


def sweep(system: Path = SYSTEM) -> None:
    """Delete what temporary homes left behind."""
    for folder in left_behind(system):
        if _home(folder).is_relative_to(tempfile.gettempdir()):
            shutil.rmtree(folder)


def left_behind(system: Path = SYSTEM) -> Iterator[Path]:
    """Find the folders that no home knows any more and no server uses."""
    for note in sorted(system.glob("home-*/made-for")):
        old = time.time() - note.stat().st_mtime > _BEING_MADE
        if old and not _is_known(note.parent) and not postmaster.running_pid(note.parent / "data"):
            yield note.parent


def _is_known(folder: Path) -> bool:
    kept = read(_home(folder))
    return kept is not None and _home(folder) / kept.folder == folder


def _home(folder: Path) -> Path:
    return Path((folder / "made-for").read_text().strip())
