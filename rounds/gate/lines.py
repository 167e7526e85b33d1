"""The connections themselves: the system hangs up where the other side takes nothing of an answer.

The server has no such limit of its own, and would keep the answer in memory for as long as somebody holds the line.
"""

import os
import socket
from collections.abc import Iterator
from contextlib import suppress


def hang_up_on_who_does_not_read(seconds: float) -> None:
    """Set the limit on every socket that this process listens on; each connection inherits it (Linux, tcp(7))."""
    if not hasattr(socket, "TCP_USER_TIMEOUT"):
        return  # Elsewhere such a connection costs its memory until it ends.
    for listening in _listening():
        with listening:
            listening.setsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT, int(seconds * 1000))


def _listening() -> Iterator[socket.socket]:
    """Find the sockets; each is given as a second handle on the same one, to be closed after use."""
    for name in os.listdir("/proc/self/fd"):
        with suppress(OSError):  # no socket, or closed since
            found = socket.socket(fileno=os.dup(int(name)))
            if found.family in (socket.AF_INET, socket.AF_INET6) and found.getsockopt(
                socket.SOL_SOCKET, socket.SO_ACCEPTCONN
            ):
                yield found
            else:
                found.close()
