"""The wire between us and a server, with everything that is said on it kept in its order."""

import re
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

COMMAND = re.compile(rb"(?:\w+ )?(?:UID )?([A-Z]+)")


@dataclass
class Wire:
    """A port that leads to a server. said: by whom (“we” or “it”), and the line, in the order in which they passed."""

    port: int
    said: list[tuple[str, bytes]] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def note(self, who: str, data: bytes) -> None:
        with self.lock:
            self.said += [(who, line) for line in data.split(b"\r\n") if line]

    def so_far(self) -> list[tuple[str, bytes]]:
        with self.lock:
            return list(self.said)

    def ours(self) -> list[str]:
        """Give the commands that we gave, in a word each."""
        found = (COMMAND.match(line) for who, line in self.so_far() if who == "we")
        return [each[1].decode() for each in found if each]


@contextmanager
def wire_to(port: int) -> Iterator[Wire]:
    """Let a wire lead to a server on this machine while the block runs."""
    with socket.create_server(("127.0.0.1", 0)) as listens:
        wire = Wire(listens.getsockname()[1])
        threading.Thread(target=_accept, args=(listens, port, wire), daemon=True).start()
        yield wire


def _accept(listens: socket.socket, port: int, wire: Wire) -> None:
    while True:
        try:
            near = listens.accept()[0]
        except OSError:
            return
        far = socket.create_connection(("127.0.0.1", port))
        for who, source, target in (("we", near, far), ("it", far, near)):
            threading.Thread(target=_pass_on, args=(who, source, target, wire), daemon=True).start()


def _pass_on(who: str, source: socket.socket, target: socket.socket, wire: Wire) -> None:
    try:
        while data := source.recv(65536):
            wire.note(who, data)
            target.sendall(data)
    except OSError:
        return
    finally:
        for each in (source, target):
            each.close()
