"""Transfer encodings, undone leniently: what cannot be decoded stays as it came. Source: RFC 2045 section 6."""

import binascii
import re
import string

BASE64 = frozenset(string.ascii_letters.encode() + string.digits.encode() + b"+/")
OUTSIDE_BASE64 = bytes(byte for byte in range(256) if byte not in BASE64)
UUENCODED = frozenset({"x-uuencode", "uuencode", "x-uue", "uue"})
UU_START = re.compile(rb"^begin [0-7]{3,4} [^\r\n]*\r?\n", re.MULTILINE)
AT_ONCE = 1_000_000
LINE = re.compile(rb"[^\r\n]+")
UU_LINES_AT_MOST = 1_000_000
"""Lines of 45 bytes: twice what the largest mail can bring. More are no file, but a way to hold us up, and stay as they came."""


def undone(data: bytes, encoding: str) -> bytes:
    """Undo a transfer encoding by its name; an unknown one counts as none."""
    match encoding.strip().lower():
        case "base64":
            return from_base64(data)
        case "quoted-printable":
            return from_quoted_printable(data)
        case name if name in UUENCODED:
            return from_uuencode(data)
        case _:
            return data


def from_base64(data: bytes) -> bytes:
    """Decode base64; padding, blanks and stray characters do not matter. Piece by piece, for a file is as large as its mail."""
    decoded, rest = bytearray(), b""
    for start in range(0, len(data), AT_ONCE):
        letters = rest + data[start : start + AT_ONCE].translate(None, OUTSIDE_BASE64)
        whole = len(letters) - len(letters) % 4
        decoded += binascii.a2b_base64(letters[:whole])
        rest = letters[whole:]
    if len(rest) > 1:
        decoded += binascii.a2b_base64(rest + b"=" * (4 - len(rest)))
    return bytes(decoded)


def from_quoted_printable(data: bytes) -> bytes:
    """Decode quoted-printable; an equals sign that starts no code stays."""
    return binascii.a2b_qp(data)


def from_uuencode(data: bytes) -> bytes:
    """Decode a uuencoded body from its `begin` line to its `end`, leaving out lines that are none.

    One line after another: a list of 20 million empty ones would take a hundred times the memory of the mail.
    """
    start = UU_START.search(data)
    decoded = bytearray()
    for count, line in enumerate(LINE.finditer(data, start.end() if start else 0)):
        if count >= UU_LINES_AT_MOST:
            return data
        decoded += _uu_line(line.group())
    return bytes(decoded)


def has_words_beside(data: bytes, encoding: str) -> bool:
    """Say whether somebody wrote above the `begin` line of a body that says to be uuencoded: decoded, it would lose their words."""
    start = UU_START.search(data) if encoding.strip().lower() in UUENCODED else None
    return start is not None and bool(data[: start.start()].strip())


def _uu_line(line: bytes) -> bytes:
    """Decode one line of uuencode; empty for `end` and for what is no such line."""
    try:
        return binascii.a2b_uu(line) if line and line != b"end" else b""
    except binascii.Error:
        return b""
