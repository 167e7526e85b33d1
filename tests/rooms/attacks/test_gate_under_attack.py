"""The real page against callers who are slow on purpose: headers, bodies, and answers that nobody fetches.

One server for all of them, with short patience where that is a setting of its start; everything else as it is delivered.
"""

import os
import select
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack, closing
from pathlib import Path

import pytest
from django.test import Client

from rounds.desk import commands as desk
from rounds.desk.facts import File
from rounds.desk.models import Attachment
from rounds.desk.queries import file_of
from tests.rooms.web.visitor import through_the_door
from tests.world import a_ticket, a_workspace, later

PROJECT = Path(__file__).parents[3]
SLOW_CALLERS = 50
HUNG_UP = (ConnectionResetError, BrokenPipeError, TimeoutError)
TRIES = 5
"""Of a page beside slow callers: where the machine does so much else that they are let go first, it says nothing, and is tried again."""
LARGE = 8 * 2**20
"""Bytes of an answer that no buffer of the system holds."""

SERVER = """
import sys
from rounds.cli import roof, web
from rounds.cli.main import main
roof.GATE = "tests.rooms.attacks.impatient:gate"
web.HEADERS_WITHIN = 3_000
sys.exit(main(["web", "--port", sys.argv[1]]))
"""
HEAD = b"POST /sign-in HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/x-www-form-urlencoded\r\n"
"""The first lines of a form's journey."""


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    """Run the page, as `rounds web` does."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        number = int(free.getsockname()[1])
    server = subprocess.Popen([sys.executable, "-c", SERVER, str(number)], cwd=PROJECT, env=dict(os.environ))
    try:
        end = time.monotonic() + 60
        while not _answers(number):
            assert time.monotonic() < end, "the page never came up"
            time.sleep(0.2)
        yield number
    finally:
        server.terminate()
        server.wait(30)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=20) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def _call(port: int, said: bytes) -> socket.socket:
    caller = socket.create_connection(("127.0.0.1", port), timeout=30)
    caller.sendall(said)
    return caller


def _everything(caller: socket.socket) -> bytes:
    """Read until the server hangs up."""
    found = b""
    while piece := caller.recv(65536):
        found += piece
    return found


@pytest.mark.parametrize(
    "said",
    [
        HEAD + b"Content-Length: 100000\r\n\r\nlogin=nobody",
        HEAD + b"Transfer-Encoding: chunked\r\n\r\n5\r\nlogin\r\n",
        HEAD,
        b"",
    ],
    ids=["bodies", "bodies in chunks", "headers", "silence"],
)
def test_fifty_slow_callers_keep_nobody_from_the_page(port, said):
    assert any(_answered_while_they_hang(port, said) for _ in range(TRIES)), "the page waits until they are let go"


def _answered_while_they_hang(port: int, said: bytes) -> bool:
    """Say whether the page was answered before any of the slow callers was let go."""
    with ExitStack() as callers:
        slow = [callers.enter_context(closing(_call(port, said))) for _ in range(SLOW_CALLERS)]
        time.sleep(0.5)  # so that all have come to the gate
        assert _answers(port)
        heard, _, _ = select.select(slow, [], [], 0)
        return not heard


def test_a_caller_who_never_ends_the_headers_is_hung_up_on(port):
    with closing(_call(port, HEAD)) as caller:
        assert _everything(caller) == b"", "and not by our own patience, which raises"


def test_a_body_that_does_not_come_is_refused_in_words(port):
    with closing(_call(port, HEAD + b"Content-Length: 1000\r\n\r\nlogin=")) as caller:
        answer = _everything(caller)
    assert answer.startswith(b"HTTP/1.1 408")
    assert b"send it again" in answer


def test_a_strangers_upload_is_refused_before_it_is_read(port):
    """Announced, and sent without being asked for: what the system's own buffers hold is all that leaves."""
    with closing(_call(port, HEAD + b"Content-Length: 60000000\r\n\r\n")) as caller:
        answer = caller.recv(65536)
        assert answer.startswith(b"HTTP/1.1 413")
        assert b"signed in" in answer + _rest(caller)
        sent, piece = 0, b"x" * 2**20
        with pytest.raises(HUNG_UP):
            while sent < 60 * len(piece):
                sent += caller.send(piece)
    assert sent < 20 * len(piece)


def test_a_strangers_endless_chunks_are_refused_at_the_size_of_a_form(port):
    with closing(_call(port, HEAD + b"Transfer-Encoding: chunked\r\n\r\n")) as caller, pytest.raises(HUNG_UP):
        for _ in range(10_000):
            caller.sendall(b"10000\r\n" + b"x" * 65536 + b"\r\n")
        # the answer may be lost to the reset that ends so rude a call; that it ended is what counts
    assert _answers(port)


def _rest(caller: socket.socket) -> bytes:
    try:
        return _everything(caller)
    except OSError:
        return b""


def test_a_member_uploads_megabytes_and_saves_them_again(port):
    cast = a_workspace()
    with cast.inside():
        number = a_ticket().number
    data = os.urandom(5 * 2**20)
    client = through_the_door(cast)
    page = _fetched(port, client, f"/desk/{number}")
    assert page.startswith(b"HTTP/1.1 200")
    answer = _posted(port, client, f"/desk/{number}/note", {"text": "See.", "version": "1"}, data)
    assert answer.startswith((b"HTTP/1.1 302", b"HTTP/1.1 303")), answer[:2000]
    with cast.inside():
        assert file_of(Attachment.objects.get().pk).data == data


def _cookies(client: Client) -> str:
    return "; ".join(f"{name}={morsel.value}" for name, morsel in client.cookies.items())


def _fetched(port: int, client: Client, path: str) -> bytes:
    said = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {_cookies(client)}\r\nConnection: close\r\n\r\n"
    with closing(_call(port, said.encode())) as caller:
        return _everything(caller)


def _posted(port: int, client: Client, path: str, form: dict[str, str], data: bytes) -> bytes:
    secret = "x" * 32
    parts = [
        f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in {**form, "csrfmiddlewaretoken": secret}.items()
    ]
    parts.append(
        b'--cut\r\nContent-Disposition: form-data; name="files"; filename="a.bin"\r\n\r\n' + data + b"\r\n--cut--\r\n"
    )
    body = b"".join(parts)
    head = (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {_cookies(client)}; csrftoken={secret}\r\nConnection: close\r\n"
        f"Content-Type: multipart/form-data; boundary=cut\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    with closing(_call(port, head.encode() + body)) as caller:
        return _everything(caller)


@pytest.fixture(scope="module")
def large() -> bytes:
    """Put a large file on a ticket; give the call that asks for it."""
    cast = a_workspace()
    with cast.inside():
        number, file = a_ticket().number, File("a.bin", "application/zip", os.urandom(LARGE))
        desk.note(number=number, text="Large.", by=cast.rep, at=later(0.1), files=[file])
        found = Attachment.objects.get()
    cookies = _cookies(through_the_door(cast))
    return f"GET /files/{found.pk}/a.bin HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookies}\r\n\r\n".encode()


def test_who_does_not_fetch_an_answer_keeps_nobody_waiting(port, large):
    assert any(_answered_while_they_are_lazy(port, large) for _ in range(TRIES)), "the page waits until they are let go"


def _answered_while_they_are_lazy(port: int, said: bytes) -> bool:
    """Say whether the page was answered before any of those who do not fetch was let go: then each still gets all of its own."""
    with ExitStack() as callers:
        lazy = [callers.enter_context(closing(_call(port, said))) for _ in range(8)]
        time.sleep(0.5)  # so that each has an answer that waits
        assert _answers(port)
        return all(_fetches_all(caller) for caller in lazy)


def _fetches_all(caller: socket.socket) -> bool:
    """Say whether a caller gets the whole file; one that was let go does not."""
    left = LARGE
    try:
        while left > 0 and (piece := caller.recv(2**20)):
            left -= len(piece)
    except HUNG_UP:
        return False
    return left <= 0


def test_who_does_not_fetch_an_answer_is_hung_up_on(port, large):
    for patience in (4, 16, 60):  # seconds: more than the gate's, and far more where the machine does much else
        with closing(_call(port, large)) as caller:
            time.sleep(patience)
            if not _fetches_all(caller):
                return
    pytest.fail("the gate waits for whoever never fetches")
