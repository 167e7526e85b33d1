"""Who runs PostgreSQL: oneself; an unprivileged user where root started Rounds, since PostgreSQL refuses root."""

import os
import pwd
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rounds.postgres.trouble import PostgresTrouble

OURS = "rounds-postgres"


@dataclass(frozen=True, slots=True)
class Account:
    """A user of this machine. other: not the one who runs this program."""

    name: str
    uid: int
    gid: int
    other: bool

    def options(self) -> dict[str, Any]:
        """Give what subprocess needs to start a program as this user; nobody else may read what it writes."""
        change = {"user": self.uid, "group": self.gid, "extra_groups": []} if self.other else {}
        return {"umask": 0o077, **change}


def account_for(data: Path) -> Account:
    """Say who runs PostgreSQL on this data: its owner where it exists. Raises PostgresTrouble."""
    if os.geteuid() != 0:
        return _of(_named(os.geteuid()))
    if data.exists() and (uid := data.stat().st_uid) != 0:
        return _of(_named(uid))
    return _of(_found("postgres") or _found(OURS) or _made(OURS) or pwd.getpwnam("nobody"))


def _named(uid: int) -> pwd.struct_passwd:
    try:
        return pwd.getpwuid(uid)
    except KeyError as error:
        raise PostgresTrouble(
            f"User {uid} has no entry in /etc/passwd, which PostgreSQL needs. "
            "Add one, or set DATABASE_URL to a server elsewhere."
        ) from error


def _of(entry: pwd.struct_passwd) -> Account:
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid, other=entry.pw_uid != os.geteuid())


def _found(name: str) -> pwd.struct_passwd | None:
    return next((entry for entry in pwd.getpwall() if entry.pw_name == name), None)


def _made(name: str) -> pwd.struct_passwd | None:
    command = ["useradd", "--system", "--no-create-home", "--shell", "/usr/sbin/nologin", name]
    try:
        subprocess.run(command, capture_output=True, check=True, timeout=30)
    except (OSError, subprocess.CalledProcessError):
        return None  # No useradd here, or a machine whose users are not ours to make: `nobody` does it.
    return _found(name)
