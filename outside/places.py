"""Rooms and doors for one run: temporary folders that other users may enter, and free ports on loopback."""

import contextlib
import http.client
import shutil
import signal
import socket
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path


@contextlib.contextmanager
def room(name: str, *, keep: bool = False) -> Iterator[Path]:
    """Make a folder that servers under other users may enter; it goes afterwards unless kept."""
    folder = Path(tempfile.mkdtemp(prefix=f"rounds-{name}-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        if not keep:
            shutil.rmtree(folder, ignore_errors=True)


def end_in_order() -> None:
    """Let SIGTERM end this program as Ctrl-C does: what it has started is stopped first."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))


def free_port() -> int:
    """Find a port of 127.0.0.1 that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as door:
        return int(door.getsockname()[1])


def listens(port: int) -> bool:
    """Say whether somebody answers at this port of 127.0.0.1."""
    with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), timeout=1):
        return True
    return False


def wait(until: Callable[[], bool], *, seconds: float, what: str, every: float = 0.05) -> float:
    """Wait for something to hold; say how many seconds it took. TimeoutError says what was waited for."""
    began = time.monotonic()
    while not until():
        if time.monotonic() - began > seconds:
            raise TimeoutError(f"waited {seconds:.0f} s for {what}")
        time.sleep(every)
    return time.monotonic() - began


def answers(port: int, path: str) -> bool:
    """Say whether a page at this port of 127.0.0.1 answers 200."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()
