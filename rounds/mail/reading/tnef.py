"""`winmail.dat`: what Outlook packs a mail's files into when it believes that its reader is Outlook. Source: MS-OXTNEF, MS-OXRTFCP.

Read by code of our own, for the libraries for it are kept by nobody: a list of attributes, some of which are lists of MAPI properties.
Everything is counted and bounded; what breaks off gives what stood before it, and says that it broke.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from rounds.mail.reading.charsets import decoded

SIGNATURE = b"\x78\x9f\x3e\x22"
ATTRIBUTES_AT_MOST = 20_000
PROPERTIES_AT_MOST = 20_000
FILES_AT_MOST = 500
DEEPEST = 4
RTF_AT_MOST = 1_500_000

BODY, MESSAGE_PROPERTIES, CODEPAGE = 0x800C, 0x9003, 0x9007
FILE_BEGINS, FILE_TITLE, FILE_DATA, FILE_PROPERTIES = 0x9002, 0x8010, 0x800F, 0x9005
TEXT, RTF, HTML = 0x1000, 0x1009, 0x1013
DISPLAY_NAME, FILE_OBJECT, SHORT_NAME, LONG_NAME, MEDIA_TYPE, CONTENT_ID = (
    0x3001,
    0x3701,
    0x3704,
    0x3707,
    0x370E,
    0x3712,
)
FIXED = {
    0x02: 4, 0x03: 4, 0x04: 4, 0x05: 8, 0x06: 8, 0x07: 8, 0x0A: 4, 0x0B: 4, 0x14: 8, 0x40: 8, 0x48: 16,
}  # fmt: skip
"""Bytes of a value by its type, padding included."""

NARROW, WIDE, BINARY, OBJECT, MANY = 0x1E, 0x1F, 0x102, 0x0D, 0x1000
RTF_START = (
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \\fdecor MS Sans SerifSymbolArial"
    b"Times New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx"
)


@dataclass(slots=True)
class Packed:
    """One file that was packed. name, media_type, content_id: as it says, "" where it says nothing."""

    name: str = ""
    data: bytes = b""
    media_type: str = ""
    content_id: str = ""


@dataclass(slots=True)
class Opened:
    """What was in it. text, html, rtf (still compressed): the message itself, in the forms it has. whole: False where it broke off."""

    text: str = ""
    html: str = ""
    rtf: bytes = b""
    files: list[Packed] = field(default_factory=list)
    whole: bool = True


def opened(data: bytes, *, depth: int = 0) -> Opened:
    """Read what is packed; mails inside are read too, their texts become files."""
    found = Opened()
    charset = "cp1252"
    try:
        for kind, value in _attributes(data):
            if kind == CODEPAGE:
                charset = f"cp{struct.unpack_from('<I', value)[0]}"
            elif kind in (BODY, MESSAGE_PROPERTIES):
                _add_to_message(found, kind, value, charset)
            elif kind in (FILE_BEGINS, FILE_TITLE, FILE_DATA, FILE_PROPERTIES):
                _add_to_file(found, kind, value, charset, depth)
    except (struct.error, ValueError):
        found.whole = False
    return found


def _attributes(data: bytes) -> Iterator[tuple[int, bytes]]:
    """Give each attribute: its id without its type, and its bytes. Zeros behind the last are none. Raises ValueError."""
    if not data.startswith(SIGNATURE):
        raise ValueError("no TNEF")
    at = 6
    for _ in range(ATTRIBUTES_AT_MOST):
        if at >= len(data) or data[at] not in (1, 2):
            return
        name, _, length = struct.unpack_from("<HHI", data, at + 1)
        at += 9
        if at + length > len(data):
            raise ValueError("breaks off")
        yield name, data[at : at + length]
        at += length + 2
    raise ValueError("too many attributes")


def _add_to_message(found: Opened, kind: int, value: bytes, charset: str) -> None:
    if kind == BODY:
        found.text = found.text or _narrow(value, charset)
        return
    for name, each in _properties(value, charset):
        if name == TEXT:
            found.text = found.text or _as_text(each, charset)
        elif name == HTML:
            found.html = found.html or _as_text(
                each, "utf-8" if isinstance(each, bytes) and _is_utf8(each) else charset
            )
        elif name == RTF and isinstance(each, bytes):
            found.rtf = each


def _add_to_file(found: Opened, kind: int, value: bytes, charset: str, depth: int) -> None:
    if kind == FILE_BEGINS or not found.files:
        if len(found.files) >= FILES_AT_MOST:
            raise ValueError("too many files")
        found.files.append(Packed())
    file = found.files[-1]
    if kind == FILE_TITLE:
        file.name = file.name or _narrow(value, charset)
    elif kind == FILE_DATA:
        file.data = value
    elif kind == FILE_PROPERTIES:
        _describe(found, file, dict(_properties(value, charset)), charset, depth)


def _describe(found: Opened, file: Packed, told: dict[int, bytes | str], charset: str, depth: int) -> None:
    """Take names and type from the properties of a file; one that is an object is a mail, or is kept as it is."""
    named = next(
        (_as_text(told[name], charset) for name in (LONG_NAME, DISPLAY_NAME, SHORT_NAME) if told.get(name)), ""
    )
    file.name = named or file.name
    file.media_type = _as_text(told.get(MEDIA_TYPE, ""), charset)
    file.content_id = _as_text(told.get(CONTENT_ID, ""), charset).strip("<>")
    inside = told.get(FILE_OBJECT)
    if not isinstance(inside, bytes) or file.data:
        return
    file.data = inside[16:] if inside[16:20] == SIGNATURE else inside
    if inside[16:20] == SIGNATURE and depth < DEEPEST:
        _unpack_mail(found, file, opened(inside[16:], depth=depth + 1))


def _unpack_mail(found: Opened, file: Packed, mail: Opened) -> None:
    """Put a mail that was packed inside among the files: its text in place of itself, its files behind. One in RTF alone stays packed."""
    ending, said = ("txt", mail.text) if mail.text else ("html", mail.html)
    if mail.whole and said:
        file.name, file.data = f"{file.name or 'mail'}.{ending}", said.encode()
    found.files += mail.files[: FILES_AT_MOST - len(found.files)]


def _properties(data: bytes, charset: str) -> Iterator[tuple[int, bytes | str]]:
    """Give the properties of one value that are texts or bytes. Raises ValueError, struct.error."""
    (count,) = struct.unpack_from("<I", data)
    at = 4
    for _ in range(min(count, PROPERTIES_AT_MOST)):
        kind, name = struct.unpack_from("<HH", data, at)
        at = _behind_name(data, at + 4) if name >= 0x8000 else at + 4
        if kind & ~MANY in FIXED:
            times = struct.unpack_from("<I", data, at)[0] if kind & MANY else 1
            at += (4 if kind & MANY else 0) + times * FIXED[kind & ~MANY]
            continue
        if kind & ~MANY not in (NARROW, WIDE, BINARY, OBJECT):
            raise ValueError("an unknown type")
        (times,) = struct.unpack_from("<I", data, at)
        at += 4
        for _ in range(min(times, PROPERTIES_AT_MOST)):
            (length,) = struct.unpack_from("<I", data, at)
            value = data[at + 4 : at + 4 + length]
            if len(value) < length:
                raise ValueError("breaks off")
            at += 4 + length + -length % 4
            if not kind & MANY:
                yield name, _value(kind, value, charset)


def _value(kind: int, value: bytes, charset: str) -> bytes | str:
    if kind == WIDE:
        return value.decode("utf-16-le", "replace").partition("\0")[0]
    return _narrow(value, charset) if kind == NARROW else value


def _behind_name(data: bytes, at: int) -> int:
    """Say where the name of a property ends that has one of its own: a GUID, and a number or a text."""
    (kind,) = struct.unpack_from("<I", data, at + 16)
    if kind == 0:
        return at + 24
    (length,) = struct.unpack_from("<I", data, at + 20)
    return int(at + 24 + length + -length % 4)


def _narrow(value: bytes, charset: str) -> str:
    return decoded(value.partition(b"\0")[0], charset)


def _as_text(value: bytes | str, charset: str) -> str:
    return value if isinstance(value, str) else _narrow(value, charset)


def _is_utf8(value: bytes) -> bool:
    try:
        value.decode()
    except UnicodeError:
        return False
    return True


def unpacked_rtf(data: bytes) -> bytes:
    """Unpack compressed RTF; empty where it is none. Source: MS-OXRTFCP section 2.2."""
    if len(data) < 16:
        return b""
    size, kind = struct.unpack_from("<I", data, 4)[0], data[8:12]
    if kind == b"MELA":
        return data[16 : 16 + size]
    return _unpacked(data[16:], min(size, RTF_AT_MOST)) if kind == b"LZFu" else b""


def _unpacked(data: bytes, size: int) -> bytes:
    """Follow runs of eight: a byte, or a place and a length in the last 4,096 bytes."""
    window = bytearray(4096)
    window[: len(RTF_START)] = RTF_START
    write, out, at = len(RTF_START), bytearray(), 0
    while at < len(data) and len(out) < size:
        flags, at = data[at], at + 1
        for bit in range(8):
            run, at = _run(data, at, window, write, is_reference=bool(flags >> bit & 1))
            if run is None:
                return bytes(out[:size])
            for byte in run:
                window[write] = byte
                write = (write + 1) % 4096
            out += run
    return bytes(out[:size])


def _run(data: bytes, at: int, window: bytearray, write: int, *, is_reference: bool) -> tuple[bytes | None, int]:
    """Give the next bytes and where the data goes on; None at the end."""
    if not is_reference:
        return (data[at : at + 1] or None), at + 1
    if at + 2 > len(data):
        return None, at
    (word,) = struct.unpack_from(">H", data, at)
    place, length = word >> 4, (word & 0xF) + 2
    if place == write:
        return None, at + 2
    found = bytearray()
    for count in range(length):
        offset = (place + count) % 4096
        ahead = (offset - write) % 4096
        found.append(found[ahead] if ahead < count else window[offset])
    return bytes(found), at + 2
