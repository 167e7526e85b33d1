"""The server's process: which one it is, whether it lives, how it ends."""

import os
import signal
import subprocess
import time
from pathlib import Path

from rounds.postgres.trouble import PostgresTrouble

_STATUS_LINE = 7
_POLITE, _FIRM = 60.0, 20.0  # seconds


def running_pid(data: Path) -> int | None:
    """Give the process that serves this data; None when none does, whatever a stale postmaster.pid says."""
    pid = _noted_pid(data)
    return pid if pid and _serves(pid, data) else None


def status(data: Path) -> str:
    """Give what the server says of itself: "starting", "ready", "stopping"; empty before it says anything."""
    try:
        lines = (data / "postmaster.pid").read_text().splitlines()
    except FileNotFoundError:
        return ""
    return lines[_STATUS_LINE].strip() if len(lines) > _STATUS_LINE else ""


def drop_stale_locks(data: Path, socket: Path | None) -> None:
    """Remove the lock files of a dead server: where its number now belongs to another program, or to a process that
    nobody has buried, PostgreSQL would refuse to start for them.

    Its own check of shared memory is made from the data folder too and still refuses where old backends live.
    """
    if running_pid(data):
        return
    (data / "postmaster.pid").unlink(missing_ok=True)
    for lock in socket.glob(".s.PGSQL.*.lock") if socket else ():
        lock.unlink(missing_ok=True)


def stop(data: Path, child: subprocess.Popen[bytes] | None) -> bool:
    """End the server: connections cut, data written; without a checkpoint where that takes too long.

    child: the server where this very program started it, so that it can be reaped. Says whether one ran.
    """
    pid = running_pid(data)
    if pid is None:
        return False
    for way, patience in ((signal.SIGINT, _POLITE), (signal.SIGQUIT, _FIRM)):
        os.kill(pid, way)
        if _gone(pid, data, child, patience):
            return True
    raise PostgresTrouble(f"PostgreSQL (process {pid}) does not end; its data is in {data}.")


def _gone(pid: int, data: Path, child: subprocess.Popen[bytes] | None, patience: float) -> bool:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if child is not None:
            child.poll()
        if not _serves(pid, data):
            return True
        time.sleep(0.02)
    return False


def _noted_pid(data: Path) -> int | None:
    try:
        first = (data / "postmaster.pid").read_text().partition("\n")[0]
    except FileNotFoundError:
        return None
    return int(first) if first.isdigit() else None


def _serves(pid: int, data: Path) -> bool:
    """Look at the process itself: after a crash its number may belong to anybody."""
    if not Path("/proc/self/cwd").exists():
        return _answers_signals(pid)
    try:
        return Path(f"/proc/{pid}/cwd").readlink() == data.resolve()
    except OSError:
        return False


def _answers_signals(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return False
    return True
