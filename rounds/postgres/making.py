"""The data folder, made once: passwords from the first moment, never `trust`; letters in one order on every machine."""

import locale
import os
import secrets
import shutil
import subprocess
from pathlib import Path

from rounds.postgres.account import Account
from rounds.postgres.kept import SUPERUSER
from rounds.postgres.trouble import PostgresTrouble

_BUILTIN_LOCALE_SINCE = 17


def data_version(data: Path) -> int | None:
    """Say which PostgreSQL made this data; None where there is none yet."""
    try:
        return int((data / "PG_VERSION").read_text())
    except FileNotFoundError:
        return None


def make_data(programs: Path, major: int, data: Path, account: Account, password: str) -> None:
    """Run initdb beside the final place and move the result there, so that a kill leaves no half folder.

    Raises PostgresTrouble with initdb's own words.
    """
    fresh = data.with_name("data.new")
    if fresh.exists():
        shutil.rmtree(fresh)
    make_folder(fresh, account)
    note = _password_note(data.parent, account, password)
    command = [str(programs / "initdb"), f"--pgdata={fresh}", f"--username={SUPERUSER}", f"--pwfile={note}"]
    options = ["--auth=scram-sha-256", "--encoding=UTF8", "--no-instructions", *_locale(major)]
    try:
        _run([*command, *options], data.parent, account)
    finally:
        note.unlink()
    fresh.rename(data)


def make_folder(folder: Path, account: Account) -> None:
    """Make a folder that this user alone can enter."""
    folder.mkdir(mode=0o700)
    os.chown(folder, account.uid, account.gid)


def _locale(major: int) -> list[str]:
    """Order by code point everywhere, but know letters beyond ASCII: words and trigrams need that.

    The second half is the system's, and macOS has no C.UTF-8.
    """
    builtin = ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"] if major >= _BUILTIN_LOCALE_SINCE else []
    return [*builtin, "--locale=C", f"--lc-ctype={'C.UTF-8' if _knows('C.UTF-8') else 'C'}"]


def _knows(name: str) -> bool:
    before = locale.setlocale(locale.LC_CTYPE)
    try:
        locale.setlocale(locale.LC_CTYPE, name)
    except locale.Error:
        return False
    locale.setlocale(locale.LC_CTYPE, before)
    return True


def _password_note(folder: Path, account: Account, password: str) -> Path:
    note = folder / f".password-{secrets.token_hex(4)}"
    descriptor = os.open(note, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(password)
        os.fchown(descriptor, account.uid, account.gid)
    return note


def _run(command: list[str], folder: Path, account: Account) -> None:
    done = subprocess.run(
        command, cwd=folder, env=quiet_environment(), capture_output=True, text=True, check=False, **account.options()
    )
    if done.returncode:
        raise PostgresTrouble(f"PostgreSQL's data could not be made: {done.stderr.strip() or done.stdout.strip()}")


def quiet_environment() -> dict[str, str]:
    """Give PostgreSQL an environment without ours: PGDATA, PGOPTIONS or a locale would change what it does."""
    return {"PATH": "/usr/local/bin:/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"}
