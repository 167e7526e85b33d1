"""IDLE on a real Dovecot: the poll is an hour away in all of these, so whatever comes, came because the server said so."""

import contextlib
import imaplib
import os
import socket
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from django.db import connection

from acceptance import dovecot as real
from rounds.mail import folder, polling
from rounds.mail.folder import Place
from rounds.mail.models import ReadFolder
from tests.contract.mail.wire import Wire, wire_to
from tests.rooms.live.listening import listening, live_process, page
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.world import MONDAY, later

HOUR = 3600.0


@pytest.fixture
def server() -> Iterator[real.Dovecot]:
    if not Path(real.PROGRAM).exists() or os.geteuid() != 0:
        pytest.skip("Dovecot is not installed, or nobody may start it here")
    with tempfile.TemporaryDirectory() as room:
        Path(room).chmod(0o755)
        with real.dovecot(Path(room)) as running:
            yield running


def place_on(server: real.Dovecot, post: Post, name: str = "INBOX") -> Place:
    return Place(post.address, "127.0.0.1", server.port, "box", name, "none", real.PASSWORD)


@contextlib.contextmanager
def reading(*places: Place, beside: int = 1) -> Iterator[None]:
    """Read places while the block runs. beside: how many processes do, as far as the database and the server can tell."""
    over = threading.Event()

    def read() -> None:
        try:
            polling.poll(pause=over.wait, clock=lambda: MONDAY, places=places, every=HOUR)
        finally:
            connection.close()

    threads = [threading.Thread(target=read) for _ in range(beside)]
    for thread in threads:
        thread.start()
    try:
        yield
    finally:
        over.set()
        for thread in threads:
            thread.join()


def until(seen: Callable[[], bool], within: float = 20) -> bool:
    ends = time.monotonic() + within
    while not seen() and time.monotonic() < ends:
        time.sleep(0.05)
    return seen()


def is_read(post: Post, many: int = 1) -> bool:
    with post.inside():
        return ReadFolder.objects.filter(mailbox_id=post.mailbox_id, validity__isnull=False, trouble="").count() == many


def uids(post: Post) -> list[int]:
    with post.inside():
        return list(ReadFolder.objects.filter(mailbox_id=post.mailbox_id).values_list("uid", flat=True))


def trouble(post: Post) -> str:
    """Say what the page says of the folder; empty where it is read."""
    with post.inside():
        return "".join(ReadFolder.objects.filter(mailbox_id=post.mailbox_id).values_list("trouble", flat=True))


def arrived(server: real.Dovecot, post: Post, subject: str) -> bool:
    """Lay a mail into the box and say whether it comes."""
    before = len(post.kept())
    server.put("box", a_letter(to=post.address, subject=subject))
    return until(lambda: len(post.kept()) == before + 1)


def test_an_open_page_learns_of_a_mail_because_the_server_said_so(server):
    """Issue 5: within 2 s, which `python -m bench.arriving` measures. Here the wire shows that nobody asks, and what wakes us."""
    post = a_post()
    with wire_to(server.port) as wire, live_process() as port:
        place = replace(place_on(server, post), port=wire.port)
        with reading(place), listening(port, page(post.cast)) as browser:
            assert until(lambda: ("it", b"+ idling") in wire.so_far())
            waits = wire.so_far()
            time.sleep(2)
            assert wire.so_far() == waits, "we asked while we could have listened"
            server.put("box", a_letter(to=post.address))
            told: list[str] = []
            assert until(lambda: bool([told.append(each) for each in browser.told(within=2)] or told))
            assert until(lambda: bool(post.kept()))
            assert f"ticket:{post.kept()[0].ticket_id}" in told
        since = wire.so_far()[len(waits) :]
        assert since[0] == ("it", b"* 1 EXISTS")
        assert next(line for who, line in since if who == "we") == b"DONE"
        before = Wire(0, waits).ours()
        assert before[-1] == "IDLE"
        assert "FETCH" not in before


def test_listening_goes_on_behind_its_twenty_nine_minutes(server, monkeypatch):
    monkeypatch.setattr(polling, "LISTENS", 0.3)
    post = a_post()
    with reading(place_on(server, post)):
        assert until(lambda: is_read(post))
        time.sleep(1)
        assert all(arrived(server, post, subject) for subject in ("One", "Two"))


def test_a_server_that_drops_the_connection_or_starts_anew_is_listened_to_again(server, monkeypatch):
    monkeypatch.setattr(polling, "AFTER_TROUBLE", 0.2)
    post = a_post()
    with reading(place_on(server, post)):
        assert until(lambda: is_read(post))
        assert arrived(server, post, "Before")
        server.drop("box")
        assert arrived(server, post, "Behind the drop")
        with server.away():
            assert until(lambda: "127.0.0.1" in trouble(post))
        assert arrived(server, post, "Behind the restart")
        assert trouble(post) == ""


def test_a_folder_made_anew_under_the_reader_is_read_from_its_beginning_and_nothing_comes_twice(server, monkeypatch):
    monkeypatch.setattr(polling, "AFTER_TROUBLE", 0.2)
    post = a_post()
    raws = [a_letter(to=post.address, subject=subject) for subject in ("One", "Two")]
    with server.inbox("box") as client:
        client.create("Moved")
        client.append("Moved", "", "", raws[0])
    with reading(place_on(server, post, "Moved")):
        assert until(lambda: len(post.kept()) == 1)
        with server.inbox("box") as client:
            client.delete("Moved")
            time.sleep(1.1)  # a UIDVALIDITY is a second of the clock
            client.create("Moved")
            for raw in raws:
                client.append("Moved", "", "", raw)
        assert until(lambda: len(post.kept()) == 2)
    assert [row.subject for row in post.kept()] == ["One", "Two"]


def test_what_was_to_stay_unread_stays_so_where_the_numbers_of_the_folder_begin_anew(server, monkeypatch):
    monkeypatch.setattr(polling, "AFTER_TROUBLE", 0.2)
    post = a_post()
    long_ago, today = (a_letter(to=post.address, subject=subject) for subject in ("Long ago", "Today"))
    dates = [imaplib.Time2Internaldate(at.timestamp()) for at in (later(-400), MONDAY)]
    with server.inbox("box") as client:
        client.create("Moved")
        client.append("Moved", "", dates[0], long_ago)
    with reading(replace(place_on(server, post, "Moved"), from_now=True)):
        assert until(lambda: is_read(post))
        with server.inbox("box") as client:
            client.delete("Moved")
            time.sleep(1.1)  # a UIDVALIDITY is a second of the clock
            client.create("Moved")
            for date, raw in zip(dates, (long_ago, today), strict=True):
                client.append("Moved", "", date, raw)
        assert until(lambda: bool(post.kept()))
        time.sleep(0.5)
    assert [row.subject for row in post.kept()] == ["Today"]


def test_a_mailbox_is_read_from_several_folders_each_with_its_own_position(server):
    post = a_post()
    with server.inbox("box") as client:
        client.create("Archive")
    with reading(place_on(server, post), place_on(server, post, "Archive")):
        assert until(lambda: is_read(post, 2))
        for name, subject in (("INBOX", "One"), ("Archive", "Two"), ("Archive", "Three")):
            before = len(post.kept())
            with server.inbox("box") as client:
                client.append(name, "", "", a_letter(to=post.address, subject=subject))
            assert until(lambda before=before: len(post.kept()) == before + 1)
    assert sorted(uids(post)) == [1, 2]


def test_two_processes_at_one_folder_make_one_ticket_of_each_mail(server):
    post = a_post()
    with reading(place_on(server, post), beside=2):
        assert until(lambda: is_read(post))
        assert all(arrived(server, post, subject) for subject in ("One", "Two", "Three"))
        time.sleep(0.5)
    assert [row.state for row in post.kept()] == ["placed"] * 3


def test_one_mail_by_door_and_by_imap_is_one_ticket(server):
    post = a_post()
    raw = a_letter(to=post.address)
    post.bring(raw, recipients=(post.address,))
    with reading(place_on(server, post)):
        server.put("box", b"Received: from relay by imap.example; Mon, 23 Nov 2026 15:00:01 +0000\r\n" + raw)
        assert until(lambda: uids(post) == [1])
    assert len(post.kept()) == 1


def test_what_lies_there_at_the_first_look_stays_unread_where_one_said_from_now(server):
    post = a_post()
    server.put("box", a_letter(to=post.address, subject="Long ago"))
    with reading(replace(place_on(server, post), from_now=True)):
        assert until(lambda: is_read(post))
        assert arrived(server, post, "Today")
    assert [row.subject for row in post.kept()] == ["Today"]


def test_a_server_that_hangs_holds_up_no_other_and_is_said(server, monkeypatch):
    monkeypatch.setattr(folder, "SECONDS_TO_ANSWER", 3)
    first, second = a_post(), a_post()
    with socket.create_server(("127.0.0.1", 0)) as hangs:
        silent = replace(place_on(server, first), port=hangs.getsockname()[1])
        with reading(silent, place_on(server, second)):
            assert until(lambda: is_read(second))
            assert arrived(server, second, "Goes through")
            assert until(lambda: "does not answer on port" in trouble(first))
