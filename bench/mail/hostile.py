"""Mails of twenty megabytes of nothing, each made to keep its reader busy, and what reading them takes of a core.

`tests/rooms/attacks/test_mail_under_attack.py` bounds the memory and the steps of Python; this writes down the seconds, C included.
"""

import time

from rounds.mail.reading import digest, read

HEAD = b"From: dana@customer.example\r\nSubject: Files\r\nMessage-ID: <1@customer.example>\r\n"

FILLERS = {
    "empty lines of uuencode": (b"Content-Transfer-Encoding: uuencode\r\n\r\nbegin 644 a\n", b"\n", 20_000_000),
    "short lines of uuencode": (b"Content-Transfer-Encoding: uuencode\r\n\r\nbegin 644 a\n", b"! \n", 6_000_000),
    "empty lines": (b"\r\n", b"\n", 20_000_000),
    "base64 of one letter a line": (b"Content-Transfer-Encoding: base64\r\n\r\n", b"Q\n", 10_000_000),
    "soft line ends": (b"Content-Transfer-Encoding: quoted-printable\r\n\r\n", b"=\n", 10_000_000),
    "open tags": (b"Content-Type: text/html\r\n\r\n", b"<div>", 4_000_000),
    "parts": (b"Content-Type: multipart/mixed; boundary=b\r\n\r\n", b"--b\n\nx\n", 2_500_000),
    "pages in parts": (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n",
        b"--b\r\nContent-Type: text/html\r\n\r\n" + b"<b>a" * 12_000 + b"\r\n",
        400,
    ),
    "fields of parts": (
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n",
        b"--b\r\n" + b"X: y\r\n" * 6_000 + b"\r\nhi\r\n",
        490,
    ),
    "fields": (b"", b"To: a@b.test\r\n", 1_400_000),
    "folded lines of a field": (b"X: y\r\n", b" \r\n", 6_000_000),
    "names of nobody": (b"", b"To: " + b"<()" * 100_000 + b"\r\n", 60),
    "multiparts in multiparts": (b"", b"Content-Type: multipart/mixed; boundary=b\n\n--b\n", 400_000),
}
"""What they are of → (their last fields, what fills them, how often)."""


def a_mail_of(filler: str) -> bytes:
    """Make one."""
    fields, piece, times = FILLERS[filler]
    return HEAD + fields + piece * times


def table() -> list[str]:
    """Read each, and write the table of what that took."""
    rows = [
        f"| {filler} | {len(raw) / 2**20:.0f} | {_seconds(raw):.2f} |"
        for filler in FILLERS
        for raw in [a_mail_of(filler)]
    ]
    return ["| a mail of | MB | seconds of a core |", "|---|---|---|", *rows]


def _seconds(raw: bytes) -> float:
    began = time.process_time()
    digest(read(raw))
    return time.process_time() - began
