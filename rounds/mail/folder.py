"""One folder on an IMAP server, opened to read only: nothing here can mark, move or delete a mail."""

import imaplib
import io
import re
import socket
import ssl
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from typing import Any, cast

from django.conf import settings
from imap_tools import AND, BaseMailBox, ImapToolsError

from rounds.mail.hearing import hear_up_to
from rounds.mail.reachable import connected
from rounds.mail.signing_in import sign_in

FOLDER_TROUBLE = (ImapToolsError, imaplib.IMAP4.error, OSError)
SIZE = re.compile(rb"RFC822\.SIZE (\d+)")
SECONDS_TO_ANSWER = 30
HEAD_AT_MOST = 256 * 1024
ASKED_TO_STOP_EVERY = 1.0
"""Seconds of listening after which we look whether we are to stop."""


@dataclass(slots=True)
class Place:
    """A folder on a server, and how one signs in there.

    name: the mailbox that it feeds, as settings name it. tls: "tls", "starttls" or "none". token: gives an access token, where the
    server takes no password. from_now: what lies there at the first look stays unread. from_page: somebody named the server on a page.
    box: workspace and mailbox, where they are known without a name.
    """

    name: str
    host: str
    port: int
    user: str
    folder: str
    tls: str
    password: str = field(default="", repr=False)
    token: Callable[[], str] | None = field(default=None, repr=False, compare=False)
    from_now: bool = False
    from_page: bool = False
    box: tuple[int, int] | None = None

    @property
    def where(self) -> str:
        """Say which folder it is, whoever named it and however one signs in."""
        return f"{self.user}@{self.host.lower()}/{self.folder}"


class Folder:
    """An open folder. validity: its UIDVALIDITY; where that changes, its uids mean other mails. next_uid: of the next mail."""

    def __init__(self, connected: BaseMailBox, name: str) -> None:
        self._connected = connected
        connected.folder.set(name, readonly=True)
        status = connected.folder.status(name, ["UIDVALIDITY", "UIDNEXT"])
        self.validity, self.next_uid = status["UIDVALIDITY"], status["UIDNEXT"]

    def new_uids(self, *, after: int) -> list[int]:
        """List the uids above one, lowest first. The server answers `n:*` with its last mail even when that is below n."""
        self._connected.client.noop()
        found = self._connected.uids(f"UID {after + 1}:*")
        return sorted(uid for uid in map(int, found) if uid > after)

    def last_before(self, day: date) -> int:
        """Give the uid behind which lies whatever the server took in on a day (of its own calendar) or later."""
        found = self._connected.uids(AND(date_gte=day))
        return min(map(int, found)) - 1 if found else self.next_uid - 1

    @property
    def tells(self) -> bool:
        """Say whether the server says by itself that something came (IDLE, RFC 2177)."""
        return "IDLE" in self._connected.client.capabilities

    def listen(self, seconds: float, *, stop: Callable[[], bool]) -> None:
        """Wait until the server says that something came, at most so long. Raises one of FOLDER_TROUBLE where it went away."""
        idle: Any = self._connected.idle  # imap_tools writes no types here
        until = time.monotonic() + seconds
        idle.start()
        heard = self._heard_with_the_start()
        while not heard and (left := until - time.monotonic()) > 0 and not stop():
            slice_ends = time.monotonic() + min(left, ASKED_TO_STOP_EVERY)
            heard = bool(idle.poll(timeout=min(left, ASKED_TO_STOP_EVERY)))
            if not heard and time.monotonic() < slice_ends - ASKED_TO_STOP_EVERY / 2 and left >= ASKED_TO_STOP_EVERY:
                raise ConnectionAbortedError("the server closed the connection")
        idle.stop()

    def _heard_with_the_start(self) -> bool:
        """Say whether news came in one breath with the server's "go on": they lie in our buffer, where no poll sees them."""
        client = self._connected.client
        patience = client.sock.gettimeout()
        client.sock.settimeout(0)
        try:
            return bool(cast("io.BufferedReader", client.file).peek(1))
        except ssl.SSLWantReadError:
            return False
        finally:
            client.sock.settimeout(patience)

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
    with signed_in(place) as connected:
        yield Folder(connected, place.folder)


@contextmanager
def signed_in(place: Place, *, patience: float | None = None) -> Iterator[BaseMailBox]:
    """Sign in on a server. patience: seconds for each answer, where not the usual ones. Raises one of FOLDER_TROUBLE."""
    box = Mailbox(place, patience or SECONDS_TO_ANSWER)
    try:
        hear_up_to(box.client, settings.MAIL_LIMIT)
        _notice_when_it_goes(box.client.sock)
        sign_in(box, place.user, place.password, place.token)
        _learn_what_it_can(box.client)
        yield box
    finally:
        box.client.shutdown()


class Mailbox(BaseMailBox):
    """A line to a server, by TLS where its place says so. patience: seconds. Raises one of FOLDER_TROUBLE."""

    def __init__(self, place: Place, patience: float) -> None:
        self._place, self._patience = place, patience
        super().__init__()

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        place, proof = self._place, ssl.create_default_context()
        if place.tls == "tls":
            by_tls = FoundByTls if place.from_page else imaplib.IMAP4_SSL
            return by_tls(place.host, place.port, timeout=self._patience, ssl_context=proof)
        client = (Found if place.from_page else imaplib.IMAP4)(place.host, place.port, timeout=self._patience)
        if place.tls == "starttls":
            client.starttls(proof)
        return client


class Found(imaplib.IMAP4):
    """Calls a server that somebody named on a page where its name was found to lead, and nowhere else: it is looked up once."""

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return connected(self.host, self.port, seconds=timeout or SECONDS_TO_ANSWER)


class FoundByTls(imaplib.IMAP4_SSL):
    """The same, by TLS from the first byte on."""

    def _create_socket(self, timeout: float | None) -> ssl.SSLSocket:
        line = connected(self.host, self.port, seconds=timeout or SECONDS_TO_ANSWER)
        by_tls: ssl.SSLSocket = self.ssl_context.wrap_socket(line, server_hostname=self.host)
        return by_tls


def _learn_what_it_can(client: imaplib.IMAP4) -> None:
    """Ask again what the server can: to whom it knows it may offer more."""
    status, said = client.capability()
    if status == "OK" and said and isinstance(said[-1], bytes):
        client.capabilities = tuple(said[-1].decode("ascii", "replace").upper().split())


def _notice_when_it_goes(connected: socket.socket) -> None:
    """Let the system ask now and then whether the other machine is there: one that lost its power says no good-bye."""
    connected.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    for option, value in (("TCP_KEEPIDLE", 60), ("TCP_KEEPINTVL", 20), ("TCP_KEEPCNT", 3)):
        if hasattr(socket, option):
            connected.setsockopt(socket.IPPROTO_TCP, getattr(socket, option), value)
