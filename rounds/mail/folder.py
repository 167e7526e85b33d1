"""One folder on an IMAP server, opened to read only: nothing here can mark, move or delete a mail."""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from imap_tools import BaseMailBox, ImapToolsError, MailBox, MailBoxUnencrypted

FOLDER_TROUBLE = (ImapToolsError, imaplib.IMAP4.error, OSError)
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
SECONDS_TO_ANSWER = 30
HEAD_AT_MOST = 256 * 1024


class Place(Protocol):
    """Where a folder is: a box of ROUNDS_IMAP."""

    @property
    def name(self) -> str: ...
    @property
    def host(self) -> str: ...
    @property
    def port(self) -> int: ...
    @property
    def user(self) -> str: ...
    @property
    def password(self) -> str: ...
    @property
    def folder(self) -> str: ...
    @property
    def tls(self) -> bool: ...


class Folder:
    """An open folder. validity: its UIDVALIDITY; where that changes, its uids mean other mails."""

    def __init__(self, connected: BaseMailBox, name: str) -> None:
        self._connected = connected
        connected.folder.set(name, readonly=True)
        self.validity = connected.folder.status(name, ["UIDVALIDITY"])["UIDVALIDITY"]

    def new_uids(self, *, after: int) -> list[int]:
        """List the uids above one, lowest first. The server answers `n:*` with its last mail even when that is below n."""
        self._connected.client.noop()
        found = self._connected.uids(f"UID {after + 1}:*")
        return sorted(uid for uid in map(int, found) if uid > after)

    def await_news(self, seconds: float) -> bool:
        """Let the server say at once that something came (IDLE, RFC 2177), at most so long; False where it cannot."""
        if "IDLE" not in self._connected.client.capabilities:
            return False
        self._connected.idle.wait(timeout=seconds)
        return True

    def size(self, uid: int) -> int | None:
        """Say how many bytes a mail has; None where it is gone."""
        lines = [line if isinstance(line, bytes) else line[0] for line in self._fetch(uid, "(RFC822.SIZE)")]
        found = next((found for line in lines if (found := SIZE.search(line))), None)
        return int(found[1]) if found else None

    def whole(self, uid: int) -> bytes | None:
        """Fetch a mail without marking it as read; None where it is gone."""
        return self._literal(uid, "(BODY.PEEK[])")

    def head(self, uid: int) -> bytes | None:
        """Fetch a mail's header block, of a monstrous one its beginning; None where it is gone."""
        return self._literal(uid, f"(BODY.PEEK[HEADER]<0.{HEAD_AT_MOST}>)")

    def _literal(self, uid: int, what: str) -> bytes | None:
        return next((line[1] for line in self._fetch(uid, what) if isinstance(line, tuple)), None)

    def _fetch(self, uid: int, what: str) -> list[bytes | tuple[bytes, bytes]]:
        status, answer = self._connected.client.uid("FETCH", str(uid), what)
        if status != "OK":
            raise imaplib.IMAP4.error(f"FETCH was answered {status}")
        return [line for line in answer if line is not None]


@contextmanager
def open_folder(place: Place) -> Iterator[Folder]:
    """Sign in and open a folder; by TLS only on a server that proves its name. Raises one of FOLDER_TROUBLE."""
    connected = _connected(place)
    try:
        connected.login(place.user, place.password, initial_folder=None)
        yield Folder(connected, place.folder)
    finally:
        connected.client.shutdown()


def _connected(place: Place) -> BaseMailBox:
    if not place.tls:
        return MailBoxUnencrypted(place.host, place.port, timeout=SECONDS_TO_ANSWER)
    return MailBox(place.host, place.port, timeout=SECONDS_TO_ANSWER, ssl_context=ssl.create_default_context())
