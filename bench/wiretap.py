"""A wire between the product and PostgreSQL that notes every statement passing over it.

It stands where the database is expected, passes all bytes on untouched, and reads along what the client sends
(PostgreSQL's frontend protocol, version 3: Query, Parse, Bind, Execute). So statements are counted without
the product's help and without a superuser. For counting only: times are measured without it.
"""

import contextlib
import socket
import struct
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlsplit

ENCRYPTION_ASKED = {80877103, 80877104}
CANCEL = 80877102
FRAME = ("BEGIN", "COMMIT", "SELECT SET_CONFIG(")


@dataclass(frozen=True)
class Heard:
    """What one act said to the database: its statements without BEGIN, COMMIT and set_config; how often it committed."""

    statements: list[str]
    transactions: int


def heard(said: list[str]) -> Heard:
    """Sum up what passed."""
    statements = [text for text in said if text and not text.upper().startswith(FRAME)]
    return Heard(statements, sum(text.upper().startswith("COMMIT") for text in said))


class Wiretap:
    """The wire. said: every statement that passed since it was last emptied, in order."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._target = (str(parts.hostname), parts.port or 5432)
        self._door = socket.create_server(("127.0.0.1", 0))
        self.url = parts._replace(
            netloc=f"{parts.username}:{parts.password}@127.0.0.1:{self._door.getsockname()[1]}"
        ).geturl()
        self.said: list[str] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def close(self) -> None:
        """Take no more connections."""
        self._door.close()

    def _listen(self) -> None:
        with contextlib.suppress(OSError):  # closed: the counting is over
            while True:
                client, _ = self._door.accept()
                server = socket.create_connection(self._target)
                threading.Thread(target=self._forward, args=(client, server), daemon=True).start()
                threading.Thread(target=_copy, args=(server, client), daemon=True).start()

    def _forward(self, client: socket.socket, server: socket.socket) -> None:
        prepared: dict[bytes, str] = {}
        bound: dict[bytes, str] = {}
        for kind, body in _messages(client, server):
            if kind == b"P":
                name, text = body.split(b"\0")[:2]
                prepared[name] = text.decode()
            elif kind == b"B":
                portal, name = body.split(b"\0")[:2]
                bound[portal] = prepared.get(name, "?")
            elif kind == b"E":
                self._note(bound.get(body.split(b"\0")[0], "?"))
            elif kind == b"Q":
                self._note(body.rstrip(b"\0").decode())

    def _note(self, text: str) -> None:
        self.said.append(" ".join(text.split()))


def _messages(client: socket.socket, server: socket.socket) -> Iterator[tuple[bytes, bytes]]:
    """Read the client's messages one by one, passing each on; ends with the connection."""
    with client, server, contextlib.suppress(OSError, EOFError):
        if not _greeted(client, server):
            return
        while True:
            head = _exactly(client, 5)
            body = _exactly(client, struct.unpack("!I", head[1:])[0] - 4)
            server.sendall(head + body)
            yield head[:1], body


def _greeted(client: socket.socket, server: socket.socket) -> bool:
    """Pass the start of a connection on, refusing encryption, under which there would be nothing to read."""
    while True:
        head = _exactly(client, 8)
        size, code = struct.unpack("!II", head)
        if code in ENCRYPTION_ASKED:
            client.sendall(b"N")
            continue
        server.sendall(head + _exactly(client, size - 8))
        return bool(code != CANCEL)


def _copy(source: socket.socket, target: socket.socket) -> None:
    with contextlib.suppress(OSError):  # either end hung up
        while piece := source.recv(65536):
            target.sendall(piece)
        target.shutdown(socket.SHUT_WR)


def _exactly(source: socket.socket, size: int) -> bytes:
    """Read so many bytes. EOFError where the other end hung up."""
    read = b""
    while len(read) < size:
        if not (piece := source.recv(size - len(read))):
            raise EOFError
        read += piece
    return read
