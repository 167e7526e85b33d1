"""Processor time of other processes, read from Linux's /proc.

The kernel adds up the time exactly and shows it in hundredths of a second, so a measurement needs
hundreds of repetitions. Time of children that ended and were waited for is counted with the parent,
so that a database backend that comes and goes is not lost.
"""

import os
from pathlib import Path

TICK = 1 / os.sysconf("SC_CLK_TCK")


def fields(pid: int) -> list[str]:
    """Read the fields of /proc/PID/stat after the command's name (which may hold spaces); index 0 is the state."""
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()


def parent(pid: int) -> int:
    """Say which process started this one."""
    return int(fields(pid)[1])


def family(root: int, *, besides: int = 0) -> set[int]:
    """Find a process and everything below it, leaving out another (if it stands below) with everything below that."""
    parents: dict[int, int] = {}
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                parents[int(entry.name)] = parent(int(entry.name))
            except (FileNotFoundError, ProcessLookupError):
                continue  # it ended while we were looking
    found = {root}
    while more := {pid for pid, above in parents.items() if above in found and pid not in found and pid != besides}:
        found |= more
    return found


def seconds(root: int, *, besides: int = 0) -> float:
    """Add up the processor seconds (user and system) of a process and everything below it, but for `besides`."""
    total = 0
    for pid in family(root, besides=besides):
        try:
            total += sum(map(int, fields(pid)[11:15]))
        except (FileNotFoundError, ProcessLookupError):
            continue  # its time is now with its parent
    return total * TICK
