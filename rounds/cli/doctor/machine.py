"""The machine: its Python, the room on its disk, the secret key, a moved clock."""

import os
import shutil
import stat
import sys
from collections.abc import Iterator
from pathlib import Path

from rounds.cli.doctor.finding import Finding, fine, note, trouble

OLDEST = (3, 12)
ROOM = 500 * 1024 * 1024  # bytes: below this a day of mail with attachments can fill the disk


def look(home: Path) -> Iterator[Finding]:
    """Look at the machine."""
    yield _python()
    yield _disk(home)
    yield _secret(home)
    if shift := os.environ.get("ROUNDS_CLOCK_SHIFT"):
        yield note("clock", f"Moved by {shift} through ROUNDS_CLOCK_SHIFT: for trials only.")


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    if sys.version_info[:2] < OLDEST:
        return trouble("Python", f"{version} is too old; Rounds needs {'.'.join(map(str, OLDEST))} or newer.")
    return fine("Python", f"{version} at {sys.executable}")


def _disk(home: Path) -> Finding:
    place = next(each for each in (home, *home.parents) if each.exists())
    free = shutil.disk_usage(place).free
    says = f"{free / 1024**3:.1f} GiB free for {home}"
    return fine("disk", says) if free > ROOM else trouble("disk", f"Only {says}; make room before the database stops.")


def _secret(home: Path) -> Finding:
    if os.environ.get("ROUNDS_SECRET_KEY"):
        return fine("secret key", "Given by ROUNDS_SECRET_KEY.")
    kept = home / "secret-key"
    if not kept.exists():
        return note("secret key", f"None yet; the first start makes one and keeps it in {kept}.")
    if stat.S_IMODE(kept.stat().st_mode) & 0o077:
        return trouble("secret key", f"Others can read {kept}: chmod 600 it, and replace it if they have.")
    return fine("secret key", f"Kept in {kept}, readable by its owner alone.")
