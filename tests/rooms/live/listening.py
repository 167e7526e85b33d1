"""A browser that listens, without a browser: the pass and the cookie of a signed-in page, and a plain connection that reads on."""

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import quote

from django.conf import settings
from django.test import Client, override_settings

from rounds.postgres.ports import free_port
from rounds.site.environment import Live
from rounds.team.models import Member
from rounds.timeline.rules import Actor
from tests.database import PROJECT
from tests.world import Cast

HOST = "127.0.0.1"


@contextmanager
def live_process(port: int | None = None) -> Iterator[int]:
    """Run the live process beside this test's database; gives its port."""
    port = port or free_port()
    env = os.environ | {"ROUNDS_SECRET_KEY": settings.SECRET_KEY}
    process = subprocess.Popen(
        [sys.executable, "-m", "rounds.cli", "live", "--port", str(port)], env=env, cwd=PROJECT, stderr=subprocess.PIPE
    )
    try:
        _await(port, process)
        yield port
    finally:
        process.terminate()
        assert process.wait(10) == 0, process.stderr and process.stderr.read()


def _await(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(200):
        try:
            socket.create_connection((HOST, port), timeout=1).close()
        except OSError:
            assert process.poll() is None, process.stderr and process.stderr.read()
            time.sleep(0.05)
        else:
            return
    raise AssertionError("the live process does not answer")


@dataclass
class Page:
    """What a drawn page knows of how to listen."""

    client: Client
    since: str
    given: str

    @property
    def cookie(self) -> str:
        return self.client.cookies["sessionid"].value


def page(cast: Cast, who: Actor | None = None, path: str = "/desk", *, client: Client | None = None) -> Page:
    """Draw a page for a member as beside a live process."""
    client = client or _signed_in(cast, who or cast.rep)
    with override_settings(LIVE=Live("", 1)):
        html = client.get(path).content.decode()
    words = {name: unescape(re.search(rf'data-{name}="([^"]*)"', html)[1]) for name in ("since", "pass")}
    return Page(client, words["since"], words["pass"])


def _signed_in(cast: Cast, who: Actor) -> Client:
    """Sign a member in beside the door, which counts how many come from one address."""
    with cast.inside():
        person = Member.objects.get(id=who.id).person
    client = Client()
    client.force_login(person)
    client.get("/desk")  # enters the company
    return client


@dataclass
class Listener:
    """An open stream."""

    connection: socket.socket
    status: int
    headers: str
    _rest: str = field(default="")
    _ended: bool = field(default=False)

    def told(self, within: float = 2.0) -> list[str]:
        """Wait for the next news; an empty list where nothing came in time."""
        return json.loads(self.event("news", within) or "[]")

    def is_whole(self) -> bool:
        """Say whether the server closed what it said with the last, empty chunk; read when all else was."""
        self.connection.settimeout(2)
        data = b""
        while more := self.connection.recv(65536):
            data += more
        return self._ended or data.endswith(b"0\r\n\r\n")

    def event(self, kind: str, within: float = 2.0) -> str | None:
        """Wait for an event of a kind; gives its data."""
        end = time.monotonic() + within
        while (left := end - time.monotonic()) > 0:
            while "\n\n" in self._rest:
                block, _, self._rest = self._rest.partition("\n\n")
                if f"event: {kind}" in block:
                    return block.rpartition("data: ")[2]
            self.connection.settimeout(left)
            try:
                data = self.connection.recv(65536)
            except TimeoutError:
                return None
            if not data:
                return None
            self._ended = data.endswith(b"\r\n0\r\n\r\n")
            self._rest += re.sub(r"(^|\r\n)[0-9a-f]+\r\n", "", data.decode()).replace("\r\n", "")
        return None


@contextmanager
def listening(
    port: int,
    page: Page,
    *,
    cookie: str | None = None,
    origin: str | None = None,
    since: str | None = None,
    more: str = "",
) -> Iterator[Listener]:
    """Open a stream as a browser does: the pass in the address, the sign-in in the cookie. more: another line of the head."""
    connection = socket.create_connection((HOST, port), timeout=5)
    path = f"/stream?pass={quote(page.given)}&since={quote(page.since if since is None else since)}"
    origin = f"Origin: {origin}\r\n" if origin else ""
    more = f"{more}\r\n" if more else ""
    key = page.cookie if cookie is None else cookie
    connection.sendall(
        f"GET {path} HTTP/1.1\r\nHost: {HOST}:{port}\r\nCookie: sessionid={key}\r\n{origin}{more}\r\n".encode()
    )
    try:
        head, _, rest = _head(connection)
        yield Listener(connection, int(head.split(" ")[1]), head.lower(), re.sub(r"(^|\r\n)[0-9a-f]+\r\n", "", rest))
    finally:
        connection.close()


def _head(connection: socket.socket) -> tuple[str, str, str]:
    data = b""
    while b"\r\n\r\n" not in data:
        more = connection.recv(65536)
        assert more, "closed before it answered"
        data += more
    return data.decode().partition("\r\n\r\n")
