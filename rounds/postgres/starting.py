"""Start the server and wait until it answers, patiently: after a crash it recovers, and old backends may still end."""

import os
import shlex
import signal
import subprocess
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rounds.postgres import ports, postmaster
from rounds.postgres.account import Account
from rounds.postgres.making import make_folder, quiet_environment
from rounds.postgres.places import socket_folder
from rounds.postgres.trouble import PostgresTrouble

Say = Callable[[str], None]
_LOG_LIMIT = 10 * 1024 * 1024  # bytes
_OLD_BACKENDS_PATIENCE = 120.0  # seconds
_TELL_AFTER = 3.0  # seconds
_LOOK_EVERY = 0.02  # seconds


@dataclass(frozen=True, slots=True)
class Start:
    """Everything a start needs. settings: PostgreSQL's own, by name."""

    programs: Path
    folder: Path
    account: Account
    port: int
    settings: Mapping[str, str]

    @property
    def data(self) -> Path:
        """Give the data folder."""
        return self.folder / "data"

    @property
    def log(self) -> Path:
        """Give the file that holds what the server says."""
        return self.folder / "server.log"


def start(plan: Start, say: Say) -> subprocess.Popen[bytes]:
    """Bring the server up and wait until it answers. Raises PostgresTrouble with the server's last words."""
    telling = Telling(say)
    while True:
        postmaster.drop_stale_locks(plan.data, socket_folder(plan.folder, plan.port))
        said_before = _log_size(plan)
        child = _launch(plan)
        with ended_if_given_up(child):
            if await_answer(plan, telling, child):
                return child
        last_words = _said_since(plan, said_before)
        if not _old_backends_live(last_words) or telling.seconds > _OLD_BACKENDS_PATIENCE:
            raise PostgresTrouble(f"PostgreSQL does not start: {last_words or 'it said nothing'} (log: {plan.log})")
        telling.waiting("connections of the server that was killed are still ending")
        time.sleep(0.3)


def await_answer(plan: Start, telling: "Telling", child: subprocess.Popen[bytes] | None = None) -> bool:
    """Wait until the server takes connections, as long as its process lives; say whether it does.

    The server says so itself in its lock file, as it does to pg_ctl: asking it by connections would fill its log.
    """
    while child.poll() is None if child else postmaster.running_pid(plan.data):
        status = postmaster.status(plan.data)
        if status == "ready":
            return True
        telling.waiting("it recovers what was being written when it was killed" if status == "starting" else "")
        time.sleep(_LOOK_EVERY)
    return False


@contextmanager
def ended_if_given_up(child: subprocess.Popen[bytes]) -> Iterator[None]:
    """End the server where waiting for it was interrupted: nobody would know it."""
    try:
        yield
    except BaseException:
        child.send_signal(signal.SIGINT)
        child.wait()
        raise


class Telling:
    """Says what a long wait is for, at most every few seconds."""

    def __init__(self, say: Say) -> None:
        self._say = say
        self._began = self._told = time.monotonic()

    @property
    def seconds(self) -> float:
        """Give how long we wait already."""
        return time.monotonic() - self._began

    def waiting(self, reason: str) -> None:
        """Say that we still wait, and why where it is known."""
        if time.monotonic() - self._told > _TELL_AFTER:
            self._told = time.monotonic()
            self._say(f"waiting for PostgreSQL since {self.seconds:.0f} s{': ' if reason else ''}{reason}")


def _launch(plan: Start) -> subprocess.Popen[bytes]:
    """Start the server in a session of its own: Ctrl-C on our terminal must not reach it before its clients."""
    if _log_size(plan) > _LOG_LIMIT:
        plan.log.replace(plan.log.with_suffix(".log.1"))
    if (socket := socket_folder(plan.folder, plan.port)) and not socket.exists():
        make_folder(socket, plan.account)
    with open(os.open(plan.log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600), "ab") as log:
        return subprocess.Popen(
            [plan.programs / "postgres", "-D", plan.data, *_options(plan)],
            cwd=plan.folder,
            env=quiet_environment(),
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            **plan.account.options(),
        )


def _options(plan: Start) -> list[str]:
    socket = socket_folder(plan.folder, plan.port)
    settings = {
        "port": str(plan.port),
        "listen_addresses": ports.LOOPBACK,
        "unix_socket_directories": shlex.quote(str(socket)) if socket else "",
        "unix_socket_permissions": "0700",
        "timezone": "UTC",
        "log_timezone": "UTC",
        "log_checkpoints": "off",
        "log_min_error_statement": "panic",  # a refused statement holds what people wrote,
        "log_error_verbosity": "terse",  # and so does the detail of a broken constraint
        "jit": "off",
        **plan.settings,
    }
    return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]


def _log_size(plan: Start) -> int:
    return plan.log.stat().st_size if plan.log.exists() else 0


def _said_since(plan: Start, size: int) -> str:
    with plan.log.open("rb") as log:
        log.seek(min(size, _log_size(plan)))
        return log.read()[-1000:].decode(errors="replace").strip()


def _old_backends_live(last_words: str) -> bool:
    """Tell a server whose predecessor is still dying: in memory, or as the process that a lock file names."""
    return "pre-existing shared memory block" in last_words or "already exists" in last_words
