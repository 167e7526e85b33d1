"""Our own mails on the wire."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest

from rounds.mail.composing import Enclosure, Outgoing, composed, needs_international, on_the_wire
from rounds.mail.reading import Address, read

OUTGOING = Outgoing(
    sender=Address("Fenwick Web Studio", "support@fenwick.example"),
    to=(Address("Dana Whitlock", "dana@customer.example"),),
    cc=(),
    reply_to="support+1.abcdefghijklmnop@fenwick.example",
    subject="Re: Swap the banner",
    text="It is done.\n\nTeo",
    at=datetime(2026, 11, 23, 15, tzinfo=UTC),
    message_id="<1.a@fenwick.example>",
    in_reply_to="<q@customer.example>",
    references=("<q@customer.example>",),
)


def parsed(outgoing: Outgoing) -> EmailMessage:
    mail = message_from_bytes(composed(outgoing), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def test_a_mail_says_who_what_when_and_what_it_answers() -> None:
    mail = parsed(OUTGOING)
    assert mail["From"] == "Fenwick Web Studio <support@fenwick.example>"
    assert mail["To"] == "Dana Whitlock <dana@customer.example>"
    assert mail["Reply-To"] == "Fenwick Web Studio <support+1.abcdefghijklmnop@fenwick.example>"
    assert (mail["Message-ID"], mail["In-Reply-To"], mail["References"]) == (
        "<1.a@fenwick.example>",
        "<q@customer.example>",
        "<q@customer.example>",
    )
    assert mail["Date"] == "Mon, 23 Nov 2026 15:00:00 +0000"
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n").strip() == "It is done.\n\nTeo"


@pytest.mark.parametrize(
    "outgoing",
    [
        replace(OUTGOING, subject="Hello\r\nBcc: all@example.org"),
        replace(OUTGOING, to=(Address("Dana\r\nBcc: all@example.org", "dana@customer.example"),)),
        replace(OUTGOING, in_reply_to="<q@x>\r\nBcc: all@example.org", references=("<q@x>\nBcc: all@example.org",)),
        replace(OUTGOING, enclosures=(Enclosure("x\r\nBcc: all@example.org", "text/plain", b"x"),)),
    ],
    ids=["subject", "name", "ids", "file name"],
)
def test_nobody_writes_a_header_of_their_own(outgoing: Outgoing) -> None:
    assert parsed(outgoing)["Bcc"] is None


def test_an_address_with_line_ends_is_refused() -> None:
    with pytest.raises(ValueError, match=r"(?i)cr|lf|linefeed|carriage"):
        composed(replace(OUTGOING, to=(Address("", "a@b\r\nBcc: all@example.org"),)))


def test_text_of_any_length_and_letters_arrives_as_it_was_written() -> None:
    text = "Grüße 🙂\n" + "ü" * 5000 + "\n.\n..\nFrom here\n"
    raw = composed(replace(OUTGOING, text=text, subject="Grüße " + "ü" * 300))
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    letter = read(raw)
    assert (letter.text, letter.subject) == (text.strip(), "Grüße " + "ü" * 300)


def test_files_arrive_byte_for_byte() -> None:
    files = (
        Enclosure("Grün.png", "image/png", bytes(range(256))),
        Enclosure("note.txt", "text/plain", b"a\nb\r\n.\n"),
        Enclosure("old.eml", "message/rfc822", b"Subject: x\n\ny"),
        Enclosure("odd", "nonsense", b"z"),
    )
    found = read(composed(replace(OUTGOING, enclosures=files))).attachments
    assert [(file.name, file.data) for file in found] == [(file.name, file.data) for file in files]


def test_a_second_try_sends_the_same_bytes() -> None:
    outgoing = replace(OUTGOING, enclosures=(Enclosure("a.txt", "text/plain", b"a"),))
    assert composed(outgoing) == composed(outgoing)


def test_a_long_thread_keeps_its_first_and_its_latest() -> None:
    ids = tuple(f"<{n}@x>" for n in range(100))
    kept = parsed(replace(OUTGOING, references=ids))["References"].split()
    assert (kept[0], kept[-1], len(kept)) == ("<0@x>", "<99@x>", 20)


def test_addresses_beyond_ascii_are_written_as_servers_take_them() -> None:
    assert on_the_wire("jo@exämple.org") == "jo@xn--exmple-cua.org"
    assert not needs_international("jo@exämple.org")
    assert needs_international("jörg@example.org")
    assert "jörg@example.org".encode() in composed(replace(OUTGOING, to=(Address("", "jörg@example.org"),)))
