"""Issue 5: what came packed is taken out: files and text of `winmail.dat`, the mail inside an S/MIME signature. Bounded, and never lost."""

import base64
import random
import struct
from datetime import UTC, datetime, timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, pkcs7

from rounds.mail.reading import Letter, take_apart
from rounds.mail.reading.rtf import LONGEST, read_rtf
from rounds.mail.reading.signed import content_of
from rounds.mail.reading.tnef import SIGNATURE, opened, unpacked_rtf
from rounds.mail.showing import seal_of
from tests.counting import steps

HEAD = b"From: Ada <ada@example.org>\nSubject: Help\nMIME-Version: 1.0\n"


def attribute(level: int, name: int, value: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, 6, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def properties(*each: tuple[int, int, bytes]) -> bytes:
    packed = b"".join(
        struct.pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)
        for kind, name, value in each
    )
    return struct.pack("<I", len(each)) + packed


def file(title: bytes, data: bytes, *more: tuple[int, int, bytes]) -> bytes:
    described = attribute(2, 0x9005, properties(*more)) if more else b""
    return (
        attribute(2, 0x9002, b"\0" * 14) + attribute(2, 0x8010, title + b"\0") + attribute(2, 0x800F, data) + described
    )


def tnef(*attributes: bytes) -> bytes:
    return SIGNATURE + b"\x01\x00" + attribute(1, 0x9007, struct.pack("<II", 1252, 0)) + b"".join(attributes)


def mail(packed: bytes, *, text: bytes = b"") -> Letter:
    part = b"--b\nContent-Type: application/ms-tnef; name=winmail.dat\nContent-Transfer-Encoding: base64\n\n"
    body = b"--b\n\n" + text + b"\n" + part + base64.encodebytes(packed) + b"--b--\n"
    return take_apart(HEAD + b"Content-Type: multipart/mixed; boundary=b\n\n" + body)


LONG_NAME = (0x1F, 0x3707, "Angebot für Mörtel.pdf\0".encode("utf-16-le"))


def test_files_of_a_winmail_dat_have_their_names_types_and_bytes() -> None:
    packed = tnef(file(b"ANGEBO~1.PDF", b"%PDF-1.7", LONG_NAME), file("Grüße.txt".encode("cp1252"), b"Hello"))
    letter = mail(packed, text=b"See the files.")
    assert letter.text == "See the files."
    assert [(each.name, each.media_type, each.data) for each in letter.attachments] == [
        ("Angebot für Mörtel.pdf", "application/pdf", b"%PDF-1.7"),
        ("Grüße.txt", "text/plain", b"Hello"),
    ]


def test_its_text_is_read_where_the_mail_has_no_other() -> None:
    packed = tnef(attribute(1, 0x800C, b"Hello from Outlook\r\n\0"))
    assert mail(packed).text == "Hello from Outlook"
    assert mail(packed, text=b"The mail's own").text == "The mail's own"
    page = tnef(attribute(1, 0x9003, properties((0x102, 0x1013, "<p>Grüße</p>".encode()))))
    assert (mail(page).text, mail(page).html) == ("Grüße", "<p>Grüße</p>")


def in_rtf(rtf: bytes) -> Letter:
    stored = struct.pack("<II4sI", len(rtf) + 12, len(rtf), b"MELA", 0) + rtf
    return mail(tnef(attribute(1, 0x9003, properties((0x102, 0x1009, stored)))))


@pytest.mark.parametrize(
    ("rtf", "text"),
    [
        (rb"{\rtf1\ansi\ansicpg1252{\fonttbl{\f0 Arial;}}\f0 Gr\'fc\'dfe\par an {\b alle}\tab !}", "Grüße\nan alle\t!"),
        (rb"{\rtf1\ansi\ansicpg932 \'93\'fa\'96\'7b}", "日本"),
        (rb"{\rtf1\ansi\uc1 \u1055?\u1088?{\uc0\u1080}\u1074 ?\emdash\{x\}}", "Прив—{x}"),
        (rb"{\rtf1\ansi{\*\generator Riched;}{\pict 0a0b}{\info{\author Ada}}Hello}", "Hello"),
        (
            rb"{\rtf1\ansi\ansicpg1252\fromhtml1{\*\htmltag64 <p>}\htmlrtf\par\htmlrtf0 5 < 6{\*\htmltag72 </p>}}",
            "5 < 6",
        ),
    ],
)
def test_a_message_in_rtf_alone_is_read(rtf: bytes, text: str) -> None:
    assert in_rtf(rtf).text == text


def test_html_that_was_wrapped_into_rtf_is_html_again() -> None:
    rtf = rb"{\rtf1\ansi\ansicpg1252\fromhtml1{\*\htmltag64 <p class=\'22x\'22>}\htmlrtf\par\htmlrtf0 5 < 6{\*\htmltag72 </p>}}"
    assert in_rtf(rtf).html == '<p class="x">5 &lt; 6</p>'


@pytest.mark.parametrize(
    "piece", [b"{", b"}", b"\\u1", b"\\'41", b"\\htmltag ", b"{\\*\\x}", b"a\\par ", b"\\", b"\\uc-99999999 \\u-1"]
)
def test_no_rtf_keeps_the_reader_busy(piece: bytes) -> None:
    assert steps(lambda: read_rtf(b"{\\rtf1\\fromhtml1 " + piece * 400_000)) < 14 * LONGEST


def test_compressed_rtf_is_unpacked() -> None:
    """The example of MS-OXRTFCP section 3.1.1."""
    packed = bytes.fromhex(
        "2d0000002b0000004c5a4675f1c5c7a703000a00726370673132354232 0af32068656c090020627705b06c647d0a800fa0"
    )
    assert unpacked_rtf(packed) == b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n"


def test_a_mail_inside_gives_its_text_and_its_files() -> None:
    inner = tnef(attribute(1, 0x800C, b"Inside\0"), file(b"a.txt", b"A"))
    packed = tnef(file(b"Report", b"", (0x0D, 0x3701, b"\0" * 16 + inner)))
    assert [(each.name, each.data) for each in mail(packed).attachments] == [("Report.txt", b"Inside"), ("a.txt", b"A")]


def test_what_breaks_off_gives_what_stood_before_and_stays_itself() -> None:
    packed = tnef(file(b"a.txt", b"A"), file(b"b.bin", b"B" * 500))
    letter = mail(packed[:-100])
    assert [each.name for each in letter.attachments][:1] == ["a.txt"]
    assert ("winmail.dat", packed[:-100]) in [(each.name, each.data) for each in letter.attachments]


def test_no_bytes_make_the_reader_fail_and_none_fill_the_memory() -> None:
    whole = tnef(file(b"a.txt", b"A" * 300, LONG_NAME), attribute(1, 0x9003, properties((0x102, 0x1009, b"x" * 40))))
    for number in range(1_000):
        chance = random.Random(number)
        changed = bytearray(whole)
        for _ in range(chance.randint(1, 8)):
            changed[chance.randrange(4, len(changed))] = chance.choice((0, 1, 255, chance.randrange(256)))
        opened(bytes(changed))
    many = tnef(*[attribute(2, 0x9002, b"")] * 5_000)
    assert (len(opened(many).files), opened(many).whole) == (500, False)
    endless = struct.pack("<II4sI", 0, 0xFFFFFFFF, b"LZFu", 0) + b"\xff" + b"\x00\x0f" * 8 * 1_000_000
    assert len(unpacked_rtf(endless)) <= 1_500_000
    assert steps(lambda: unpacked_rtf(endless)) < 500_000
    bomb = struct.pack("<II4sI", 0xFFFFFFFF, 0xFFFFFFFF, b"LZFu", 0) + b"\xff" + b"\x00\x0f" * 8
    assert len(unpacked_rtf(bomb)) < 1_000


def signature(content: bytes) -> bytes:
    key = ec.generate_private_key(ec.SECP256R1())
    name, now = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "Ada")]), datetime(2026, 11, 2, tzinfo=UTC)
    builder = x509.CertificateBuilder(name, name, key.public_key(), 1, now, now + timedelta(days=9))
    signer = pkcs7.PKCS7SignatureBuilder().set_data(content).add_signer(builder.sign(key, SHA256()), key, SHA256())
    return signer.sign(Encoding.DER, [pkcs7.PKCS7Options.Binary])


INNER = b"Content-Type: multipart/mixed; boundary=i\n\n--i\n\nSigned words\n--i\nContent-Type: text/csv; name=a.csv\n\n1,2\n--i--\n"


def signed_mail(data: bytes) -> Letter:
    head = (
        HEAD
        + b"Content-Type: application/pkcs7-mime; smime-type=signed-data; name=smime.p7m\nContent-Transfer-Encoding: base64\n\n"
    )
    return take_apart(head + base64.encodebytes(data))


def test_a_mail_wrapped_into_its_signature_is_read_and_the_signature_kept() -> None:
    data = signature(INNER)
    letter = signed_mail(data)
    assert letter.text == "Signed words"
    assert [(each.name, each.data) for each in letter.attachments] == [("smime.p7m", data), ("a.csv", b"1,2")]
    assert seal_of(letter) == "Signed; the signature was not checked."
    assert seal_of(signed_mail(b"what only the keys open")) == "Encrypted; kept whole."


def streamed(tag: int, *inside: bytes) -> bytes:
    return bytes((tag, 0x80)) + b"".join(inside) + b"\0\0"


def test_a_signature_without_lengths_in_pieces_is_read_as_programs_stream_it() -> None:
    pieces = [
        b"\x04" + bytes((len(piece),)) + piece for piece in (b"Content-Type: text/plain\n\n", b"Signed ", b"words")
    ]
    encapsulated = streamed(0x30, bytes.fromhex("06092a864886f70d010701"), streamed(0xA0, streamed(0x24, *pieces)))
    inside = streamed(0x30, b"\x02\x01\x01", b"\x31\x00", encapsulated)
    data = streamed(0x30, bytes.fromhex("06092a864886f70d010702"), streamed(0xA0, inside))
    assert signed_mail(data).text == "Signed words"


@pytest.mark.parametrize(
    "data",
    [b"", b"0", b"0\x80", b"0\x80" * 50_000, b"\x30\x84\xff\xff\xff\xff", bytes.fromhex("300b06092a864886f70d010703")],
)
def test_what_is_no_signed_mail_stays_a_file(data: bytes) -> None:
    assert content_of(data) is None


def test_a_changed_signature_never_makes_the_reader_fail() -> None:
    whole = signature(INNER)
    for number in range(1_000):
        chance = random.Random(number)
        changed = bytearray(whole)
        for _ in range(chance.randint(1, 6)):
            changed[chance.randrange(len(changed))] = chance.choice((0, 0x80, 0x24, 0x30, 255, chance.randrange(256)))
        content_of(bytes(changed))
