"""An IMAP server in this process, as small as a poller needs: sign in, open a folder, list uids, fetch.

It counts what it is asked, so that a test sees that nothing is ever marked, moved or deleted.
"""

import contextlib
import re
import socketserver
import ssl
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

PASSWORD = "loopback-only"
POLLS = 0.01
"""Seconds between looks whether a server is to end: half a second, as it is by itself, made most of these tests' time."""


@dataclass
class ImapSide:
    """A running server with one folder. mails: uid → bytes. away: hang up on whoever asks.

    sends: so many bytes for each mail that is fetched, whatever size it was said to have.
    """

    port: int = 0
    validity: int = 1
    mails: dict[int, bytes] = field(default_factory=dict)
    next_uid: int = 1
    asked: list[str] = field(default_factory=list)
    away: bool = False
    sends: int = 0

    def put(self, raw: bytes) -> int:
        """Put a mail into the folder."""
        uid = self.next_uid
        self.next_uid += 1
        self.mails[uid] = raw
        return uid

    def begin_anew(self) -> None:
        """Number the folder's mails anew, as a server does that lost its index."""
        self.validity += 1
        self.mails = dict(enumerate(self.mails.values(), start=1))
        self.next_uid = len(self.mails) + 1


class _Talk(socketserver.StreamRequestHandler):
    @property
    def side(self) -> ImapSide:
        return self.server.side  # type: ignore[attr-defined]

    def handle(self) -> None:
        self._say("* OK [CAPABILITY IMAP4rev1] ready")
        while line := self.rfile.readline():
            if self.side.away:
                return
            tag, _, command = line.decode().strip().partition(" ")
            self.side.asked.append(command.split(" ")[0] if not command.startswith("UID") else command)
            self._answer(tag, command)

    def _answer(self, tag: str, command: str) -> None:
        match command.split(" "):
            case ["CAPABILITY"]:
                self._say("* CAPABILITY IMAP4rev1")
            case ["LOGIN", _, password] if password.strip('"') != PASSWORD:
                self._say(f"{tag} NO wrong password")
                return
            case ["EXAMINE", _]:
                self._say(f"* {len(self.side.mails)} EXISTS")
                self._say(f"* OK [UIDVALIDITY {self.side.validity}] uids")
            case ["STATUS", name, *_]:
                self._say(f"* STATUS {name} (UIDNEXT {self.side.next_uid} UIDVALIDITY {self.side.validity})")
            case ["UID", "SEARCH", *_]:
                self._search(int(re.findall(r"UID (\d+):\*", command)[0]))
            case ["UID", "FETCH", uid, *what]:
                self._fetch(int(uid), " ".join(what))
        self._say(f"{tag} OK done")

    def _search(self, first: int) -> None:
        found = [uid for uid in self.side.mails if uid >= first] or sorted(self.side.mails)[-1:]
        self._say(f"* SEARCH {' '.join(map(str, found))}".rstrip())

    def _fetch(self, uid: int, what: str) -> None:
        if (raw := self.side.mails.get(uid)) is None:
            return
        if "SIZE" in what:
            self._say(f"* 1 FETCH (UID {uid} RFC822.SIZE {len(raw)})")
            return
        part = raw.partition(b"\r\n\r\n")[0] + b"\r\n\r\n" if "HEADER" in what else raw
        name = "BODY[HEADER]<0>" if "HEADER" in what else "BODY[]"
        if self.side.sends:
            self.wfile.write(f"* 1 FETCH (UID {uid} {name} {{{self.side.sends}}}\r\n".encode())
            with contextlib.suppress(OSError):  # it hears no more of us
                for _ in range(self.side.sends // 1_000_000):
                    self.wfile.write(b"x" * 1_000_000)
            return
        self.wfile.write(f"* 1 FETCH (UID {uid} {name} {{{len(part)}}}\r\n".encode() + part + b")\r\n")

    def _say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True

    def handle_error(self, request, client_address):
        """Say nothing where a client turns away from a server that it does not trust."""
        if not isinstance(sys.exception(), ssl.SSLError):
            super().handle_error(request, client_address)


@contextmanager
def imap_side(proof: ssl.SSLContext | None = None) -> Iterator[ImapSide]:
    """Run the server on loopback while the block runs. proof: what it proves its name with, for TLS."""
    side = ImapSide()
    with _Server(("127.0.0.1", 0), _Talk) as server:
        if proof:
            server.socket = proof.wrap_socket(server.socket, server_side=True, do_handshake_on_connect=False)
        server.side = side  # type: ignore[attr-defined]
        side.port = server.server_address[1]
        thread = threading.Thread(target=server.serve_forever, args=[POLLS], daemon=True)
        thread.start()
        yield side
        server.shutdown()
        thread.join()
