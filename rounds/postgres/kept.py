"""What ROUNDS_HOME remembers of its own PostgreSQL: where it lies, its port, its passwords. One file, 0600."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path

from rounds.postgres.addresses import address
from rounds.postgres.trouble import PostgresTrouble

DATABASE = "rounds"
SUPERUSER, OWNER, APP = "postgres", "rounds_owner", "rounds_app"


@dataclass(frozen=True, slots=True)
class Urls:
    """Two ways into one database. app: the running program's role; owner: the role that migrates."""

    app: str
    owner: str


@dataclass(frozen=True, slots=True)
class Kept:
    """What a home needs to use its server again.

    folder: absolute, or relative to ROUNDS_HOME; superuser, owner, app: passwords; prepared: roles and database exist.
    """

    folder: str
    port: int
    superuser: str
    owner: str
    app: str
    prepared: bool = False


def urls(home: Path) -> Urls | None:
    """Give the addresses of this home's own database; None before it is made. Raises PostgresTrouble."""
    kept = read(home)
    return urls_of(kept) if kept and kept.prepared else None


def urls_of(kept: Kept) -> Urls:
    """Give the two addresses that these passwords open."""
    return Urls(
        app=address(APP, kept.app, "127.0.0.1", kept.port, DATABASE),
        owner=address(OWNER, kept.owner, "127.0.0.1", kept.port, DATABASE),
    )


def admin_url(kept: Kept) -> str:
    """Give the superuser's address, for preparing and for tests that make databases."""
    return address(SUPERUSER, kept.superuser, "127.0.0.1", kept.port, "postgres")


def read(home: Path) -> Kept | None:
    """Read what is kept; None when nothing is. Raises PostgresTrouble when it cannot be read."""
    path = _path(home)
    try:
        return Kept(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise PostgresTrouble(f"{path} belongs to another user; start Rounds as the user who made {home}.") from error
    except (ValueError, TypeError) as error:
        raise PostgresTrouble(f"{path} is damaged ({error}); bring it back from a backup of {home}.") from error


def keep(home: Path, kept: Kept) -> None:
    """Write it whole or not at all, readable by its owner alone."""
    path = _path(home)
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(asdict(kept), file, indent=1)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)


def _path(home: Path) -> Path:
    return home / "postgres" / "kept.json"
