"""A child's side of supervision: it ends when its supervisor does, however that ends."""

import ctypes
import os
import signal
import sys

VARIABLE = "ROUNDS_SUPERVISOR"
_SET_DEATH_SIGNAL = 1  # prctl(2), PR_SET_PDEATHSIG


def is_supervised() -> bool:
    """Say whether a supervisor started this process."""
    return VARIABLE in os.environ


def end_with_supervisor() -> None:
    """Ask the system to kill this process when its supervisor ends."""
    if is_supervised():
        end_with(int(os.environ[VARIABLE]))


def end_with(parent: int) -> None:
    """Ask the system to kill this process when its parent ends; at once where that has happened already."""
    if sys.platform != "linux":
        return  # Elsewhere a killed supervisor's children live on until they are stopped; `rounds doctor` shows them.
    ctypes.CDLL(None, use_errno=True).prctl(_SET_DEATH_SIGNAL, signal.SIGKILL)
    if os.getppid() != parent:
        os.kill(os.getpid(), signal.SIGKILL)
