"""The mails that `soak.mails` mutates where nobody gives real ones: one of each manner that a reader takes another way for.

All bytes are fixed, so that mutation n is the same in every run.
"""

import base64
import struct

WITH_PARTS = (
    b"From: Ada <ada@example.org>\r\nTo: b@example.net\r\nSubject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html; charset=iso-8859-1\r\n\r\n<p>Hello<br>you</p>\r\n"
    b"--b\r\nContent-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n--b--\r\n"
)
BOUNCED = (
    b"From: MAILER-DAEMON@example.org\r\nReturn-Path: <>\r\nSubject: failure notice\r\n\r\nI was unable to deliver your message.\r\n"
    b"<ada@example.org>:\r\n550 5.1.1 no such user\r\n\r\n--- Below this line is a copy of the message.\r\n\r\nMessage-ID: <x@y.test>\r\n"
)
ANSWER = (
    b"From: Ada <ada@example.org>\r\nSubject: Re: x\r\n\r\nYes.\r\n\r\n"
    b"On 1 Jan 2026 at 10:00, Bo <bo@example.net> wrote:\r\n> No?\r\n\r\n-- \r\nAda\r\n"
)
CALENDAR = (
    b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nMETHOD:REQUEST\r\nBEGIN:VEVENT\r\nSUMMARY;LANGUAGE=de:Abnahme\\, zweiter\r\n  Teil\r\n"
    b"ORGANIZER;CN=\"Lovelace, Ada\":mailto:ada@example.org\r\nDTSTART;TZID=W. Europe Standard Time:20261110T140000\r\n"
    b"DURATION:PT1H\r\nLOCATION:Halle 5\r\nRRULE:FREQ=WEEKLY;COUNT=4\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
)  # fmt: skip
RTF = rb"{\rtf1\ansi\ansicpg1252\fromhtml1{\*\htmltag64 <p>}\htmlrtf \par\htmlrtf0 Gr\'fc\'dfe \u8364?{\*\htmltag72 </p>}}"


def with_one_part(media_type: str, data: bytes) -> bytes:
    """Make a mail that says hello and brings one packed part."""
    return (
        b"From: Ada <ada@example.org>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
        b"--b\r\n\r\nHello\r\n--b\r\nContent-Type: " + media_type.encode() + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        + base64.encodebytes(data) + b"--b--\r\n"
    )  # fmt: skip


def of_one_part(media_type: str, data: bytes) -> bytes:
    """Make a mail that is nothing but one packed part."""
    head = b"From: Ada <ada@example.org>\r\nSubject: x\r\nMIME-Version: 1.0\r\nContent-Type: " + media_type.encode()
    return head + b"\r\nContent-Transfer-Encoding: base64\r\n\r\n" + base64.encodebytes(data)


def _attribute(level: int, name: int, value: bytes) -> bytes:
    return struct.pack("<BHHI", level, name, 6, len(value)) + value + struct.pack("<H", sum(value) & 0xFFFF)


def _properties(*each: tuple[int, int, bytes]) -> bytes:
    packed = (
        struct.pack("<HHII", kind, name, 1, len(value)) + value + b"\0" * (-len(value) % 4)
        for kind, name, value in each
    )
    return struct.pack("<I", len(each)) + b"".join(packed)


def winmail() -> bytes:
    """Make what Outlook packs: a text as RTF that is not pressed, and a file with a long name."""
    pressed = struct.pack("<II4sI", len(RTF) + 12, len(RTF), b"MELA", 0) + RTF
    title = (0x1F, 0x3707, "Angebot für Mörtel.pdf\0".encode("utf-16-le"))
    return (
        struct.pack("<IH", 0x223E9F78, 1)
        + _attribute(1, 0x9007, struct.pack("<II", 1252, 0))
        + _attribute(1, 0x9003, _properties((0x102, 0x1009, pressed)))
        + _attribute(2, 0x9002, b"\0" * 14)
        + _attribute(2, 0x8010, b"ANGEBO~1.PDF\0")
        + _attribute(2, 0x800F, b"%PDF-1.7")
        + _attribute(2, 0x9005, _properties(title))
    )


def _der(tag: int, *inside: bytes) -> bytes:
    value = b"".join(inside)
    size = bytes([len(value)]) if len(value) < 128 else b"\x82" + struct.pack(">H", len(value))
    return bytes([tag]) + size + value


def signed() -> bytes:
    """Make the wrapping of a signature (RFC 5652, signed-data) around a mail with a file, its text cut in two as BER lets it be."""
    data, signed_data = (_der(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07" + kind) for kind in (b"\x01", b"\x02"))
    half = len(WITH_PARTS) // 2
    text = _der(0x24, _der(0x04, WITH_PARTS[:half]), _der(0x04, WITH_PARTS[half:]))
    content = _der(0x30, data, _der(0xA0, text))
    return _der(0x30, signed_data, _der(0xA0, _der(0x30, _der(0x02, b"\x01"), _der(0x31), content, _der(0x31))))


TNEF, SMIME = "application/ms-tnef; name=winmail.dat", "application/pkcs7-mime; smime-type=signed-data; name=smime.p7m"

OWN = (
    WITH_PARTS,
    BOUNCED,
    ANSWER,
    with_one_part(TNEF, winmail()),
    of_one_part(TNEF, winmail()),
    of_one_part(SMIME, signed()),
    with_one_part(SMIME, signed()),
    with_one_part("text/calendar; method=REQUEST; name=invite.ics", CALENDAR),
    WITH_PARTS.replace(b"Content-Type: image/png; name=a.png\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw0KGgo=\r\n",
                       b"Content-Type: text/calendar; method=REQUEST\r\n\r\n" + CALENDAR),
)  # fmt: skip
