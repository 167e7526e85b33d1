"""Whether the tables of our own server are known to be up to date: looking takes milliseconds, asking Django seconds."""

import hashlib
import importlib.metadata
from pathlib import Path

import rounds


def is_unchanged(home: Path) -> bool:
    """Say whether the last start with this home's data migrated with the very same code."""
    noted = _note(home)
    return noted.exists() and noted.read_text() == _digest()


def remember(home: Path) -> None:
    """Note that the tables fit the code as it is now. Lies beside the server's notes, and goes with them."""
    _note(home).write_text(_digest())


def _note(home: Path) -> Path:
    return home / "postgres" / "migrated"


def _digest() -> str:
    """Fold together every migration of ours, and the versions of all packages that may bring theirs."""
    digest = hashlib.sha256()
    for path in sorted(Path(rounds.__file__).parent.glob("*/migrations/*.py")):
        digest.update(f"{path.parent.parent.name}/{path.name}".encode() + path.read_bytes())
    for package in sorted(f"{each.name} {each.version}" for each in importlib.metadata.distributions()):
        digest.update(package.encode())
    return digest.hexdigest()
