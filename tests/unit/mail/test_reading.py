"""What `read` makes of mails: kept ones, broken ones, hostile ones."""

import base64
import tracemalloc
from datetime import UTC, datetime

import pytest

from rounds.mail.reading import Address, Unreadable, digest, message_key, read
from rounds.mail.rows import said_by

HEAD = (
    b"From: Ada Lovelace <ada@example.org>\r\nTo: support@example.net\r\n"
    b"Subject: Help\r\nMessage-ID: <one@example.org>\r\n"
)


def mail(body: bytes = b"Hello", *, head: bytes = HEAD, more: bytes = b"") -> bytes:
    return head + more + b"\r\n" + body


def multipart(subtype: str, *parts: bytes, boundary: str = "b1") -> bytes:
    inner = b"".join(b"--" + boundary.encode() + b"\r\n" + part + b"\r\n" for part in parts)
    return (
        f'Content-Type: multipart/{subtype}; boundary="{boundary}"\r\n\r\n'.encode()
        + inner
        + b"--"
        + boundary.encode()
        + b"--\r\n"
    )


def test_a_plain_mail_is_read_whole() -> None:
    letter = read(
        mail(
            b"Good morning,\r\nthe export fails.\r\n",
            more=b"Date: Mon, 2 Nov 2026 09:30:00 +0100\r\nCc: Bea <bea@example.org>, <c@example.org>\r\n"
            b"In-Reply-To: <a@x>\r\nReferences: <r@x>\r\n <a@x>\r\nReply-To: desk@example.org\r\n",
        )
    )
    assert letter.sender == Address("Ada Lovelace", "ada@example.org")
    assert letter.subject == "Help"
    assert letter.text == "Good morning,\nthe export fails."
    assert letter.date == datetime(2026, 11, 2, 8, 30, tzinfo=UTC)
    assert letter.cc == (Address("Bea", "bea@example.org"), Address("", "c@example.org"))
    assert letter.message_id == "<one@example.org>"
    assert (letter.in_reply_to, letter.references) == (("<a@x>",), ("<r@x>", "<a@x>"))
    assert letter.reply_to == (Address("", "desk@example.org"),)
    assert (letter.html, letter.attachments, letter.auto_submitted) == (None, (), False)


def test_encoded_words_are_decoded_even_when_a_letter_is_cut_in_two() -> None:
    letter = read(
        b"From: =?utf-8?q?J=C3=B6rg?= <j@example.org>\r\n"
        b"Subject: =?UTF-8?B?R3LDvMOf?=\r\n =?UTF-8?Q?e_aus_K=C3?=\r\n =?UTF-8?Q?=B6ln?= heute\r\n\r\nx"
    )
    assert letter.sender.name == "Jörg"
    assert letter.subject == "Grüße aus Köln heute"


@pytest.mark.parametrize(
    ("charset", "codec"),
    [
        ("iso-8859-1", "latin-1"),
        ("windows-1252", "cp1252"),
        ("utf-8", "utf-8"),
        ("utf-16", "utf-16"),
        ("utf-7", "utf-7"),
        ("no-such-charset", "cp1252"),
        ("base64", "cp1252"),
        ("punycode", "cp1252"),
        ("us-ascii", "utf-8"),
    ],
)
def test_a_body_is_read_in_the_charset_that_fits(charset: str, codec: str) -> None:
    body = base64.encodebytes("Grüße, 5 € bitte".replace("€", "Euro").encode(codec))
    more = f"Content-Type: text/plain; charset={charset}\r\nContent-Transfer-Encoding: base64\r\n".encode()
    assert read(mail(body, more=more)).text == "Grüße, 5 Euro bitte"


def test_asian_charsets_are_read_by_their_claim() -> None:
    body = "日本語の本文です".encode("iso-2022-jp")
    assert read(mail(body, more=b"Content-Type: text/plain; charset=iso-2022-jp\r\n")).text == "日本語の本文です"


@pytest.mark.parametrize("charset", ["iso-2022-jp", "us-ascii", "utf-8"])
def test_japanese_of_seven_bits_is_seen_by_its_escapes_with_what_nec_added(charset: str) -> None:
    body = b'\x1b$B-!#1ET#38)$N03$H!"\x1b(B ok'
    assert (
        read(mail(body, more=f"Content-Type: text/plain; charset={charset}\r\n".encode())).text
        == "①１都３県の鯵と、 ok"
    )


def test_no_text_holds_what_postgresql_refuses() -> None:
    body = b"a\x00b " + b"+2AA-"
    letter = read(
        mail(body, head=HEAD.replace(b"Help", b"He\x00lp"), more=b"Content-Type: text/plain; charset=utf-7\r\n")
    )
    for text in (letter.subject, letter.text):
        assert "\x00" not in text
        text.encode("utf-8")


def test_of_two_versions_the_text_is_read_and_the_html_kept() -> None:
    letter = read(
        HEAD
        + multipart(
            "alternative", b"Content-Type: text/plain\r\n\r\nplain", b"Content-Type: text/html\r\n\r\n<p>rich</p>"
        )
    )
    assert (letter.text, letter.html) == ("plain", "<p>rich</p>")


def test_text_is_made_of_html_where_there_is_no_text() -> None:
    markup = (
        b"<html><head><title>no</title><style>p{}</style></head><body><p>Good &amp; well</p><script>x()</script>"
        b"<ul><li>one</li><li>two</li></ul><p>See <a href='https://example.org/x'>this</a></p></body></html>"
    )
    letter = read(mail(markup, more=b"Content-Type: text/html\r\n"))
    assert letter.text == "Good & well\n\n- one\n- two\n\nSee this <https://example.org/x>"


@pytest.mark.parametrize(
    ("named", "name"),
    [
        ('name="../../../etc/passwd"', "passwd"),
        ('name="C:\\\\boot\\\\boot.ini"', "boot.ini"),
        ("name*=utf-8''bill%E2%80%AEfdp.exe", "billfdp.exe"),
        ("name*=utf-8''a%0d%0aSet-Cookie.txt", "a Set-Cookie.txt"),
        ("name*=utf-8''a%1b%5b2J%c2%85b.txt", "a [2J b.txt"),
        ('name="a:b*c?d|e.txt"', "abcde.txt"),
        ('name=".."', "image.png"),
    ],
)
def test_a_file_is_called_by_the_last_step_of_its_path_without_what_turns_letters_or_ends_lines(named, name):
    """Nothing behind the reader is asked here: `rounds mail parse` prints the names as they are."""
    part = f"Content-Type: image/png; {named}\r\n\r\nx".encode()
    raw = (
        b"From: a@x.org\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n"
        + part
        + b"\r\n--c--"
    )
    assert [each.name for each in read(raw).attachments] == [name]


def test_attachments_keep_their_bytes_and_get_safe_names() -> None:
    data = base64.b64encode(bytes(range(256)))
    letter = read(
        HEAD
        + multipart(
            "mixed",
            b"Content-Type: text/plain\r\n\r\nsee file",
            b'Content-Type: application/pdf; name="x.pdf"\r\nContent-Transfer-Encoding: base64\r\n'
            b'Content-Disposition: attachment; filename="../../etc/pass\x01wd.pdf"\r\n\r\n' + data,
            b"Content-Type: image/png\r\nContent-ID: <logo@x>\r\nContent-Disposition: inline;\r\n"
            b" filename*0*=utf-8''Gr%C3%BC;\r\n filename*1*=n.png\r\n\r\nPNG",
            b"Content-Type: message/rfc822\r\n\r\nSubject: Inner\r\n\r\ntext",
        )
    )
    pdf, png, inner = letter.attachments
    assert letter.text == "see file"
    assert (pdf.name, pdf.media_type, pdf.data, pdf.inline) == (
        "pass wd.pdf",
        "application/pdf",
        bytes(range(256)),
        False,
    )
    assert (png.name, png.content_id, png.inline) == ("Grün.png", "logo@x", True)
    assert (inner.name, inner.media_type) == ("Inner.eml", "message/rfc822")


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"\r\n \x00\x00\r\n",
        b"\x00\x01\x02\xff\xfe binary \x80" * 50,
        b"Subject: nobody\r\n\r\ntext",
        b"From: \r\n\r\ntext",
        b"From: undisclosed-recipients:;\r\n\r\ntext",
        b"\x00" * 10_000,
    ],
)
def test_what_nobody_can_have_sent_is_unreadable_with_a_reason(raw: bytes) -> None:
    with pytest.raises(Unreadable) as refused:
        read(raw)
    assert refused.value.reason.endswith(".")


@pytest.mark.parametrize(
    ("field", "name", "email"),
    [
        (b'"Lovelace, Ada" <ada@example.org>', "Lovelace, Ada", "ada@example.org"),
        (b"ada@example.org (Ada Lovelace)", "Ada Lovelace", "ada@example.org"),
        (b"<ada@example.org>", "", "ada@example.org"),
        (b"Ada <ada@example.org", "Ada", "ada@example.org"),
        (b'"Ada <ada@example.org>', "", "ada@example.org"),
        (b"=?utf-8?q?Ada_=3Cada=40example=2Eorg=3E?=", "Ada", "ada@example.org"),
        (b"'Ada' via list <ada@example.org>", "Ada' via list", "ada@example.org"),
        ("Jörg <jörg@exämple.org>".encode(), "Jörg", "jörg@exämple.org"),
        (b"Ada <ada@example.org> (work)", "Ada", "ada@example.org"),
    ],
)
def test_senders_are_found_however_they_are_written(field: bytes, name: str, email: str) -> None:
    assert read(b"From: " + field + b"\r\n\r\nx").sender == Address(name, email)


@pytest.mark.parametrize(
    ("field", "written", "email"),
    [
        (b"Ada <Ada@example.org.>", "Ada@example.org.", "Ada@example.org"),
        (b'"ada@example.org"', '"ada@example.org"', "ada@example.org"),
        (b"<'ada@example.org'>", "'ada@example.org'", "ada@example.org"),
        (b'"ada@example.org" <ada@example.com>', "ada@example.com", "ada@example.com"),
        (b'"Ada ada@example.org"', "ada@example.org", "ada@example.org"),
    ],
)
def test_an_address_is_shown_as_it_stands_and_kept_as_it_can_be_answered_to(
    field: bytes, written: str, email: str
) -> None:
    sender = read(b"From: " + field + b"\r\n\r\nx").sender
    assert (sender.as_written, sender.email, sender.key) == (written, email, email.lower())


@pytest.mark.parametrize("mark", [b"Auto-Submitted: auto-replied (vacation)", b"Precedence: auto_reply"])
def test_what_robots_answer_in_somebodys_place_is_marked(mark: bytes) -> None:
    assert read(mail(more=mark + b"\r\n")).auto_submitted


@pytest.mark.parametrize(
    "mark",
    [
        b"Auto-Submitted: no",
        b"Auto-Submitted: no (a person)",
        b"Auto-Submitted: auto-generated",
        b"Precedence: bulk",
        b"Return-Path: <>",
    ],
)
def test_what_people_may_have_written_counts_as_theirs(mark: bytes) -> None:
    """Other help desks mark their people's answers `auto-generated`, lists theirs `bulk`."""
    assert not read(mail(more=mark + b"\r\n")).auto_submitted


@pytest.mark.parametrize(
    "date", [b"yesterday", b"Mon, 99 Nov 2026 99:99:99 +9999", b"Fri, 31 Dec 9999 23:59:59 -2300", b""]
)
def test_a_date_that_is_none_is_none(date: bytes) -> None:
    assert read(mail(more=b"Date: " + date + b"\r\n")).date is None


def test_the_road_of_a_mail_does_not_change_its_digest() -> None:
    by_smtp = mail(b"Hello\r\nyou\r\n", more=b"Received: from a by b\r\n")
    by_imap = mail(base64.b64encode(b"Hello\nyou"), more=b"Content-Transfer-Encoding: base64\r\n").replace(
        b"\r\n", b"\n"
    )
    assert digest(read(by_smtp)) == digest(read(by_imap))


@pytest.mark.parametrize(
    "other",
    [
        HEAD.replace(b"Help", b"Help me") + b"\r\nHello",
        HEAD.replace(b"ada@", b"eve@") + b"\r\nHello",
        HEAD + b"\r\nHello!",
        HEAD + b"Date: Mon, 2 Nov 2026 09:30:00 +0100\r\n\r\nHello",
        HEAD + multipart("mixed", b"\r\nHello", b"Content-Type: image/png\r\n\r\nPNG"),
    ],
)
def test_other_content_has_another_digest(other: bytes) -> None:
    assert digest(read(other)) != digest(read(mail()))


def test_a_mail_without_id_is_known_by_its_bytes() -> None:
    nameless = b"From: a@example.org\r\n\r\nx"
    assert message_key(read(nameless), nameless) == message_key(None, nameless)
    assert message_key(read(nameless), nameless).startswith("sha256:")
    assert message_key(read(mail()), mail()) == "<one@example.org>"


def test_a_long_body_is_cut_and_attached_whole() -> None:
    letter = read(mail(b"word " * 200_000))
    assert len(letter.text) == 200_000
    assert [(a.name, len(a.data)) for a in letter.attachments] == [("whole message.txt", 999_999)]


def nested(depth: int) -> bytes:
    open_ = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return HEAD + open_ + b"\r\nthe bottom\r\n"


HOSTILE = {
    "nested multiparts": nested(5_000),
    "a million parts": HEAD + multipart("mixed", *[b""] * 300_000, boundary="b"),
    "a million line ends": HEAD + b"\r\n" * 1_000_000,
    "a million header fields": HEAD + b"a:b\r\n" * 500_000 + b"\r\nx",
    "open parentheses": b"From: " + b"(" * 200_000 + b" <a@example.org>\r\n\r\nx",
    "open quotes": b'From: a@example.org\r\nTo: "' + b'\\"' * 200_000 + b"\r\n\r\nx",
    "open angles": b"From: a@example.org\r\nTo: " + b"<" * 200_000 + b"\r\n\r\nx",
    "encoded words": b"From: a@example.org\r\nSubject: " + b"=?a?q?" * 100_000 + b"\r\n\r\nx",
    "nested markup": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<div>" * 200_000 + b"x",
    "nested quotes": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<blockquote><a href='x'>" * 50_000 + b"x",
    "closed links": HEAD + b"Content-Type: text/html\r\n\r\n" + b"x</a>" * 200_000,
    "open comments": HEAD + b"Content-Type: text/html\r\n\r\n" + b"<!--<script>" * 80_000,
    "parameters": HEAD + b"Content-Type: text/plain" + b"; a*1*=" * 100_000 + b"\r\n\r\nx",
    "one line": HEAD + b"\r\n" + b"x" * 5_000_000,
    "references": HEAD + b"References: " + b"<a@b> " * 200_000 + b"\r\n\r\nx",
    "folded": HEAD + b"X: y" + b"\r\n z" * 200_000 + b"\r\n\r\nx",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_mails_are_read_within_bounds(name: str) -> None:
    """Each of these is quadratic, or fills the memory, in a reader without bounds; here none takes a second's work."""
    raw = HOSTILE[name]
    tracemalloc.start()
    letter = read(raw)
    digest(letter)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 20 * len(raw) + 20_000_000
    assert len(letter.attachments) <= 501


def test_ten_thousand_recipients_are_read() -> None:
    people = b",\r\n ".join(b"Person %d <p%d@example.org>" % (n, n) for n in range(10_000))
    assert len(read(mail(more=b"Cc: " + people + b"\r\n")).cc) == 10_000


@pytest.mark.parametrize(
    ("said", "sender"),
    [
        ("Sender: BOB@x.example", "bob@x.example"),
        ("Sender: The other one <bob@x.example>", "bob@x.example"),
        ("Sender: office@x.example", "ada@x.example"),
        ("Sender: bob@x.example, ada@x.example", "ada@x.example"),
        ("Sender: bob@x.example\nSender: eve@x.example", "ada@x.example"),
        ("Sender: nobody", "ada@x.example"),
        ("X: z", "ada@x.example"),
    ],
)
def test_of_several_who_wrote_the_one_sent_it_whom_the_sender_field_names(said, sender):
    """RFC 5322, 3.6.2. Who wrote none of it counts for nothing, and what the mail is known by stays the same."""
    raw = f"From: Ada <ada@x.example>, Bob <bob@x.example>\n{said}\nSubject: a\n\nb"
    letter = read(raw.encode())
    assert letter.sender.email == sender
    assert {letter.sender.email, *(each.email for each in letter.others)} == {"ada@x.example", "bob@x.example"}
    assert said_by(letter)["authors"][0]["address"] == said_by(letter)["from"]["address"] == sender
    assert digest(letter) == digest(read(raw.replace(said, "X: y").encode()))
    alone = read(f"From: ada@x.example\n{said}\nSubject: a\n\nb".encode())
    assert (alone.sender.email, alone.others) == ("ada@x.example", ())


def test_all_who_wrote_are_read_and_the_first_is_the_sender():
    for field in ("Ada <ada@x.example>, bob@x.example, ADA@x.example", "Ada <ada@x.example>\nFrom: bob@x.example"):
        letter = read(f"From: {field}\nSubject: a\n\nb".encode())
        assert letter.sender.email == "ada@x.example"
        assert [each.email for each in letter.authors] == ["ada@x.example", "bob@x.example"]
        assert [each.email for each in letter.others] == ["bob@x.example"]
        row = said_by(letter)
        assert row["from"] == {"name": "Ada", "address": "ada@x.example"}
        assert [each["address"] for each in row["authors"]] == ["ada@x.example", "bob@x.example"]
    assert "authors" not in said_by(read(b"From: ada@x.example\nSubject: a\n\nb"))
