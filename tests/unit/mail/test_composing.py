"""Our own mails on the wire."""

from dataclasses import replace
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from rounds.mail.composing import Enclosure, Outgoing, composed, needs_international, on_the_wire
from rounds.mail.dressing import Quoted
from rounds.mail.reading import Address, read
from tests.examples import some

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


OURS = {
    *(b"from", b"to", b"reply-to", b"subject", b"date", b"message-id", b"in-reply-to", b"references"),
    *(b"mime-version", b"content-type", b"content-transfer-encoding"),
}
OTHER_ENDS = ("\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029", "\r", "\n", "\x00")


def parsed(outgoing: Outgoing) -> EmailMessage:
    mail = message_from_bytes(composed(outgoing), policy=policy.default)
    assert isinstance(mail, EmailMessage)
    return mail


def text_of(mail: EmailMessage) -> str:
    body = mail.get_body(("plain",))
    assert isinstance(body, EmailMessage)
    return str(body.get_content()).replace("\r\n", "\n").strip()


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
    assert mail.get_content_type() == "multipart/alternative"
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert text_of(mail) == "It is done.\n\nTeo"


@pytest.mark.parametrize(
    "outgoing",
    [
        replace(OUTGOING, subject="Hello\r\nBcc: all@example.org"),
        replace(OUTGOING, to=(Address("Dana\r\nBcc: all@example.org", "dana@customer.example"),)),
        replace(OUTGOING, sender=Address("Us\nBcc: all@example.org", "support@fenwick.example")),
        replace(OUTGOING, in_reply_to="<q@x>\r\nBcc: all@example.org", references=("<q@x>\nBcc: all@example.org",)),
        replace(OUTGOING, message_id="<q@x>\r\nBcc: all@example.org"),
        replace(OUTGOING, enclosures=(Enclosure("x\r\nBcc: all@example.org", "text/plain", b"x"),)),
        replace(OUTGOING, enclosures=(Enclosure("x", "text/plain\r\nBcc: all@example.org", b"x"),)),
        *(replace(OUTGOING, subject=f"Hello{end}Bcc: all@example.org") for end in OTHER_ENDS),
        *(replace(OUTGOING, to=(Address(f"D{end}Bcc: x@y.example", "dana@customer.example"),)) for end in OTHER_ENDS),
        replace(OUTGOING, text="\r\n.\r\nMAIL FROM:<x@y.example>\r\nBcc: all@example.org"),
        replace(OUTGOING, quoted=Quoted("Dana\r\nBcc: all@example.org:", "\r\nBcc: all@example.org")),
        replace(OUTGOING, subject="=?utf-8?q?Hello=0D=0ABcc=3A_all=40example.org?="),
    ],
)
def test_nobody_writes_a_header_of_their_own(outgoing: Outgoing) -> None:
    raw = composed(outgoing)
    mail = message_from_bytes(raw, policy=policy.default)
    assert mail["Bcc"] is None
    head, _, _ = raw.partition(b"\r\n\r\n")
    fields = [line.partition(b":")[0].lower() for line in head.split(b"\r\n") if line[:1] not in b" \t"]
    assert set(fields) <= OURS, fields
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r"), "a bare line end"


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


def test_ids_are_folded_one_a_line_and_never_encoded() -> None:
    long = f"<{'A' * 90}@AM0PR04MB1234.eurprd04.prod.outlook.com>"
    raw = composed(replace(OUTGOING, in_reply_to=long, references=(long, long, "<b@x>")))
    assert f"In-Reply-To: {long}\r\nReferences: {long}\r\n {long}\r\n <b@x>\r\n".encode() in raw


def test_an_id_that_cannot_stand_in_a_head_is_left_out() -> None:
    mail = parsed(replace(OUTGOING, in_reply_to="<grün@x>", references=("<grün@x>", "no id", "<a b@x>", "<c@x>")))
    assert (mail["In-Reply-To"], mail["References"]) == (None, "<c@x>")


def test_what_no_person_wrote_asks_robots_for_no_answer() -> None:
    mail = parsed(replace(OUTGOING, automatic=True, in_reply_to=""))
    assert (mail["Auto-Submitted"], mail["X-Auto-Response-Suppress"]) == ("auto-generated", "OOF, AutoReply")
    answer = parsed(replace(OUTGOING, automatic=True, in_reply_to="<a@customer.example>"))
    assert (answer["Auto-Submitted"], answer["X-Auto-Response-Suppress"]) == ("auto-replied", "OOF, AutoReply")
    assert parsed(OUTGOING)["Auto-Submitted"] is None


def test_text_alone_leaves_as_text_alone() -> None:
    mail = parsed(replace(OUTGOING, html=False))
    assert (mail.get_content_type(), text_of(mail)) == ("text/plain", "It is done.\n\nTeo")


def test_files_stand_beside_both_forms_of_the_text() -> None:
    mail = parsed(replace(OUTGOING, enclosures=(Enclosure("a.txt", "text/plain", b"a"),)))
    kinds = [part.get_content_type() for part in mail.walk()]
    assert kinds == ["multipart/mixed", "multipart/alternative", "text/plain", "text/html", "text/plain"]
    assert len({part.get_boundary() for part in mail.walk() if part.is_multipart()}) == 2


def test_what_it_quotes_stands_below_in_both_forms() -> None:
    mail = parsed(replace(OUTGOING, quoted=Quoted("Dana, 2026-11-23 15:00 (UTC):", "Please put\nthe new one <there>.")))
    assert text_of(mail).endswith("Teo\n\nDana, 2026-11-23 15:00 (UTC):\n> Please put\n> the new one <there>.")
    html = mail.get_body(("html",))
    assert isinstance(html, EmailMessage)
    assert "the new one &lt;there&gt;." in html.get_content()


LINES = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=300)


@settings(max_examples=some(60, soaked=5_000), deadline=None)
@given(
    subject=LINES,
    name=LINES,
    text=LINES,
    file=LINES,
    ids=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=120), max_size=5),
)
def test_whatever_people_write_leaves_as_a_strict_reader_wants_it(
    subject: str, name: str, text: str, file: str, ids: list[str]
) -> None:
    """No defect for Python's strict parser, no line over 998, no bare line end, no byte above ASCII; and it says the same."""
    raw = composed(
        replace(
            OUTGOING,
            subject=subject,
            to=(Address(name, "dana@customer.example"),),
            text=text,
            references=tuple(f"<{each}>" for each in ids),
            enclosures=(Enclosure(file or "x", "text/plain", b"x"),),
        )
    )
    assert raw.isascii()
    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert raw.count(b"\n") == raw.count(b"\r\n") == raw.count(b"\r")
    mail = message_from_bytes(raw, policy=policy.strict.clone(utf8=True))
    assert isinstance(mail, EmailMessage)
    assert [part.defects for part in mail.walk()] == [[]] * len(list(mail.walk()))
    assert mail["Subject"].split() == subject.split()
    assert mail["To"].addresses[0].addr_spec == "dana@customer.example"
    assert text_of(mail).split() == text.split()
