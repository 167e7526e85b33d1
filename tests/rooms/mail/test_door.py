"""The SMTP door, spoken to as any mail server speaks: clear answers, and "250" only for what is kept."""

import smtplib
import socket
import time
import tracemalloc
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager

import pytest
from django.db import OperationalError
from django.test import override_settings

from rounds.desk.models import Message, Ticket
from rounds.mail import door, smtp
from rounds.mail.door import open_door
from tests.rooms.mail.post import Post, a_letter, a_post
from tests.world import MONDAY


@contextmanager
def calling() -> Iterator[smtplib.SMTP]:
    with (
        open_door(clock=lambda: MONDAY, address=("127.0.0.1", 0)) as port,
        smtplib.SMTP("127.0.0.1", port, timeout=30) as server,
    ):
        yield server


def count(post: Post) -> int:
    with post.inside():
        return Ticket.objects.count()


def test_a_mail_that_is_answered_250_is_a_ticket():
    post = a_post()
    with calling() as server:
        server.sendmail("dana@customer.example", [post.address], a_letter(to=post.address))
        assert count(post) == 1
        code, _ = server.mail("dana@customer.example")
        assert code == 250


def test_plus_addresses_are_understood_and_strangers_sent_away():
    post = a_post()
    with calling() as server:
        server.ehlo()
        server.mail("dana@customer.example")
        assert server.rcpt(post.address.replace("@", "+sales@").upper())[0] == 250
        code, said = server.rcpt("nobody@fenwick.example")
        assert (code, said) == (550, b"5.1.1 There is no such mailbox here")
        assert server.rcpt("not an address")[0] >= 500


def test_a_bounce_with_the_empty_sender_comes_in():
    post = a_post()
    with calling() as server:
        server.ehlo()
        assert server.docmd("MAIL", "FROM:<>")[0] == 250
        assert server.rcpt(post.address)[0] == 250
        assert server.data(a_letter(sender="MAILER-DAEMON@far.example"))[0] == 250
    assert count(post) == 1


def test_one_mail_for_several_mailboxes_is_kept_for_each():
    first, second = a_post(), a_post()
    with calling() as server:
        server.sendmail("dana@customer.example", [first.address, second.address, first.address], a_letter())
    assert (count(first), count(second)) == (1, 1)


def test_the_hundred_and_first_recipient_is_put_off():
    post = a_post()
    with calling() as server:
        server.ehlo()
        server.mail("dana@customer.example")
        codes = [server.rcpt(post.address.replace("@", f"+{n}@"))[0] for n in range(101)]
        assert codes == [250] * 100 + [452]


@override_settings(MAIL_LIMIT=100_000)
def test_a_mail_over_the_limit_is_refused_when_it_is_named_and_when_it_comes():
    post = a_post()
    with calling() as server:
        server.ehlo()
        assert server.esmtp_features["size"] == "100000"
        assert server.mail("dana@customer.example", ["SIZE=100001"])[0] == 552
        server.rset()
        server.mail("dana@customer.example")
        server.rcpt(post.address)
        code, said = server.data(a_letter(text="x" * 200_000))
        assert (code, b"100000 bytes" in said) == (552, True)
        server.sendmail("dana@customer.example", [post.address], a_letter())
    assert count(post) == 1


@pytest.mark.parametrize("raw", [b"", b"\x00\x01\x02 no mail at all", b"Subject: nobody\r\n\r\nx"])
def test_what_cannot_be_read_is_taken_and_held(raw):
    post = a_post()
    with calling() as server:
        server.ehlo()
        server.mail("dana@customer.example")
        server.rcpt(post.address)
        assert server.data(raw) == (250, b"2.0.0 Kept: quarantined")
    assert [kept.state for kept in post.kept()] == ["quarantined"]


def test_lines_of_any_length_and_lone_dots_come_in_as_they_were_written():
    post = a_post()
    text = "." + "x" * 3_000_000 + "\r\n.\r\n..two\r\n" + "y" * 70_000
    with calling() as server:
        server.sendmail("dana@customer.example", [post.address], a_letter(text=text))
    assert text.encode() in bytes(post.kept()[0].raw)


def test_a_mail_of_empty_lines_does_not_fill_the_memory():
    post = a_post()
    raw = a_letter(text="\r\n" * 2_000_000)
    with calling() as server:
        server.ehlo()
        server.mail("dana@customer.example")
        server.rcpt(post.address)
        server.docmd("DATA")
        tracemalloc.start()
        server.sock.sendall(raw + b".\r\n")
        assert server.getreply()[0] == 250
        _, most = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert most < 12 * len(raw) + 20_000_000


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        (b".\r\n", b""),
        (b"\r\n.\r\n", b"\r\n"),
        (b"..\r\n.\r\n", b".\r\n"),
        (b"a\r\n.b\r\n..c\r\n.\r\n", b"a\r\nb\r\n.c\r\n"),
        (b"a\n.\nb\r.\r\nc\r\n.\r\n", b"a\n.\nb\r.\r\nc\r\n"),
    ],
    ids=["nothing", "an empty line", "a dot", "dots", "no end that is none"],
)
def test_the_text_ends_at_its_lone_dot_and_nowhere_else(sent, kept):
    post = a_post()
    with calling() as server:
        server.ehlo()
        server.mail("dana@customer.example")
        server.rcpt(post.address)
        server.docmd("DATA")
        for byte in sent + b"NOOP\r\n":
            server.sock.sendall(bytes([byte]))
        assert [server.getreply()[0] for _ in range(2)] == [250, 250]
    assert bytes(post.kept()[0].raw) == kept


def test_a_connection_that_breaks_in_the_text_leaves_nothing():
    post = a_post()
    with open_door(clock=lambda: MONDAY, address=("127.0.0.1", 0)) as port:
        server = smtplib.SMTP("127.0.0.1", port, timeout=30)
        server.ehlo()
        server.mail("dana@customer.example")
        server.rcpt(post.address)
        server.docmd("DATA")
        server.sock.sendall(a_letter())
        server.sock.shutdown(socket.SHUT_RDWR)
        server.close()
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as again:
            again.sendmail("dana@customer.example", [post.address], a_letter(subject="The second"))
    with post.inside():
        assert [message.subject for message in Message.objects.all()] == ["The second"]


@pytest.mark.parametrize("step", ["mailbox_of", "receive"])
def test_while_the_database_is_away_mail_is_asked_to_come_again(step, monkeypatch):
    post = a_post()

    def away(*args, **kwargs):
        raise OperationalError("the database is away")

    with calling() as server:
        with monkeypatch.context() as broken:
            broken.setattr(door, step, away)
            with pytest.raises((smtplib.SMTPRecipientsRefused, smtplib.SMTPDataError)) as refused:
                server.sendmail("dana@customer.example", [post.address], a_letter())
            assert "451" in str(refused.value)
        server.sendmail("dana@customer.example", [post.address], a_letter())
    assert count(post) == 1


def test_a_fault_of_ours_asks_the_mail_to_come_again(monkeypatch):
    post = a_post()

    def stumble(*args, **kwargs):
        raise ZeroDivisionError

    monkeypatch.setattr(door, "receive", stumble)
    with calling() as server, pytest.raises(smtplib.SMTPDataError, match="451"):
        server.sendmail("dana@customer.example", [post.address], a_letter())


def test_a_door_that_is_taken_says_so():
    with open_door(address=("127.0.0.1", 0)) as port:
        taken = open_door(address=("127.0.0.1", port))
        with pytest.raises(OSError, match="in use"), taken:
            pass


def test_too_many_callers_at_once_are_asked_to_come_again(monkeypatch):
    monkeypatch.setattr(smtp, "MOST_SESSIONS", 2)
    with open_door(clock=lambda: MONDAY, address=("127.0.0.1", 0)) as port:
        callers = [socket.create_connection(("127.0.0.1", port)) for _ in range(3)]
        greetings = [caller.recv(100)[:3] for caller in callers]
        for caller in callers:
            caller.close()
    assert sorted(greetings) == [b"220", b"220", b"421"]


def test_one_address_does_not_fill_the_door_and_its_place_is_free_again_when_it_goes():
    """Over real sockets from two addresses of this machine: who calls too often is asked to come again, others come in."""

    def call(port: int, source: str) -> socket.socket:
        return socket.create_connection(("127.0.0.1", port), timeout=10, source_address=(source, 0))

    with (
        override_settings(SMTP_PER_PEER=2),
        open_door(clock=lambda: MONDAY, address=("127.0.0.1", 0)) as port,
        ExitStack() as open_calls,
    ):
        first = call(port, "127.0.0.5")
        calls = [open_calls.enter_context(call(port, "127.0.0.5")) for _ in range(2)]
        greetings = [each.recv(200) for each in (first, *calls)]
        assert sorted(each[:3] for each in greetings) == [b"220", b"220", b"421"]
        assert any(b"from your address" in each for each in greetings)
        other = open_calls.enter_context(call(port, "127.0.0.6"))
        assert other.recv(200).startswith(b"220")
        first.close()
        assert _let_in(lambda: call(port, "127.0.0.5")), "its place is free again"
    assert not smtp.Session.by_peer


def _let_in(call: Callable[[], socket.socket]) -> bool:
    """Call until somebody greets: a place is free as soon as the door has heard that its caller went."""
    for _ in range(100):
        with call() as caller:
            if caller.recv(200).startswith(b"220"):
                return True
        time.sleep(0.05)
    return False


@pytest.mark.parametrize(
    ("name", "peer"),
    [
        (("192.0.2.7", 4711), "192.0.2.7"),
        (("2001:db8::1:2:3:4", 4711, 0, 0), "2001:db8::/64"),
        (("2001:db8::ffff", 4711, 0, 0), "2001:db8::/64"),
        (("::ffff:192.0.2.7", 4711, 0, 0), "192.0.2.7"),
        (("fe80::1%eth0", 4711, 0, 2), "fe80::/64"),
        (("", 0), ""),
        (None, ""),
        ("/run/door", ""),
    ],
)
def test_callers_of_one_house_are_one(name, peer):
    assert smtp.peer_of(name) == peer


def test_whoever_only_talks_or_guesses_mailboxes_is_sent_away():
    post = a_post()
    with calling() as server:
        server.ehlo()
        assert {server.noop()[0] for _ in range(50)} == {250}
        assert server.noop()[0] == 421
    with calling() as server:
        server.ehlo()
        server.mail("dana@customer.example")
        assert {server.rcpt(f"guess{number}@fenwick.example")[0] for number in range(50)} == {550}
        assert server.rcpt("guess@fenwick.example")[0] == 421
        with pytest.raises(smtplib.SMTPServerDisconnected):
            server.rcpt(post.address)


def test_an_address_with_control_characters_is_refused_for_good():
    a_post()
    with calling() as server:
        server.ehlo()
        server.mail("dana@customer.example")
        assert server.docmd("RCPT", "TO:<a\x00b@fenwick.example>")[0] == 553


@override_settings(MAIL_LIMIT=1_000_000)
def test_large_mails_sent_slowly_fill_no_memory_and_keep_no_small_one_out(monkeypatch):
    monkeypatch.setattr(smtp, "MOST_HELD", 1)
    post = a_post()
    with open_door(clock=lambda: MONDAY, address=("127.0.0.1", 0)) as port:
        slow = [_half_a_mail(port, post) for _ in range(3)]
        with smtplib.SMTP("127.0.0.1", port, timeout=30) as server:
            with pytest.raises(smtplib.SMTPDataError) as refused:
                server.sendmail("dana@customer.example", [post.address], a_letter(text="x" * 600_000))
            server.sendmail("dana@customer.example", [post.address], a_letter(subject="Small"))
        for caller in slow:
            caller.close()
        assert (refused.value.smtp_code, count(post)) == (452, 1)
        _settled(lambda: smtp.Session.held_by_all == 0)


def _half_a_mail(port: int, post: Post) -> smtplib.SMTP:
    caller = smtplib.SMTP("127.0.0.1", port, timeout=30)
    caller.ehlo()
    caller.mail("dana@customer.example")
    caller.rcpt(post.address)
    caller.docmd("DATA")
    caller.sock.sendall(b"x" * 500_000)
    _settled(lambda: smtp.Session.held_by_all % 500_000 < 100)
    return caller


def _settled(done: Callable[[], bool]) -> None:
    end = time.monotonic() + 20
    while not done():
        assert time.monotonic() < end, "the door does not settle"
        time.sleep(0.01)
