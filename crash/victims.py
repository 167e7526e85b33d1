"""Who is killed, found from outside: by the process tree and by what stands on the command lines."""

import os
import random
import signal
from dataclasses import dataclass
from pathlib import Path

from outside import processor

KINDS = ("web", "worker", "engine", "mail", "database", "database child", "supervisor", "everything")
STARTED_BY_HAND = ("supervisor", "everything")
"""Deaths after which `rounds serve` has to be started again; all others it mends itself."""


@dataclass(frozen=True)
class Standing:
    """The processes as they stand. supervisor: of `rounds serve`; postmaster: of PostgreSQL."""

    supervisor: int
    postmaster: int


def pids(kind: str, standing: Standing, chance: random.Random) -> list[int]:
    """Choose whom to kill. LookupError where nobody of this kind runs."""
    if kind == "everything":
        return sorted(processor.family(standing.supervisor) | processor.family(standing.postmaster))
    if kind in {"supervisor", "database"}:
        return [standing.supervisor if kind == "supervisor" else standing.postmaster]
    if kind == "database child":
        return [chance.choice(sorted(processor.family(standing.postmaster) - {standing.postmaster}))]
    found = [pid for pid in processor.family(standing.supervisor) - {standing.supervisor} if is_a(kind, pid)]
    if not found:
        raise LookupError(f"no {kind} runs under {standing.supervisor}")
    return [chance.choice(sorted(found))] if kind == "web" else sorted(found)


def is_a(kind: str, pid: int) -> bool:
    """Say whether its command line, or that of the process above it, says this kind: `… rounds.cli worker`."""
    try:
        return kind in command(pid)[1:] or kind in command(processor.parent(pid))[1:]
    except (FileNotFoundError, ProcessLookupError):
        return False


def command(pid: int) -> list[str]:
    """Read a process's command line; empty where it is gone."""
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().decode("utf-8", "replace").rstrip("\0").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def kill(found: list[int]) -> int:
    """Kill -9 each; say how many there were to kill."""
    killed = 0
    for pid in found:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            continue  # it went by itself, with the one before it
        killed += 1
    return killed
