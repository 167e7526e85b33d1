"""RTF, as `winmail.dat` has it: its words, or the HTML that Outlook wrapped into it. Source: RTF 1.9.1; MS-OXRTFEX.

One walk over the marks. What is for drawing alone (fonts, colours, pictures) is passed over, and so is what only a newer program knows.
"""

import html
import re
from dataclasses import dataclass, field

from rounds.mail.reading.charsets import decoded

LONGEST = 1_000_000
DEEPEST = 500
MARK = re.compile(
    rb"\\([a-z]{1,32})(-?\d{1,9})? ?|\\'([0-9a-f]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)", re.IGNORECASE | re.DOTALL
)
NOT_READ = frozenset(
    b"fonttbl colortbl stylesheet info pict object header footer headerl headerr footerl footerr listtable listoverridetable".split()
)
LETTERS = {
    b"par": "\n", b"line": "\n", b"sect": "\n", b"page": "\n", b"row": "\n", b"tab": "\t", b"cell": "\t", b"emdash": "—", b"endash": "–",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
}  # fmt: skip
SIGNS = {b"~": "\u00a0", b"_": "-", b"\\": "\\", b"{": "{", b"}": "}", b"\n": "\n", b"\r": "\n"}


@dataclass(frozen=True, slots=True)
class Box:
    """A group. silent: nothing in it is read; raw: it holds HTML; fallback: letters behind a \\u that are for older programs."""

    silent: bool = False
    raw: bool = False
    fallback: int = 1


@dataclass(slots=True)
class Reader:
    """What has been read, and in which group we are."""

    wraps_html: bool
    charset: str
    box: Box = field(default_factory=Box)
    outer: list[Box] = field(default_factory=list)
    found: list[str] = field(default_factory=list)
    bytes_seen: bytearray = field(default_factory=bytearray)
    to_skip: int = 0
    ignorable: bool = False

    def add(self, text: str) -> None:
        """Add text that stands here, as HTML where that is what is wrapped."""
        self.flush()
        if not self.box.silent:
            self.found.append(html.escape(text, quote=False) if self.wraps_html and not self.box.raw else text)

    def add_bytes(self, data: bytes) -> None:
        """Add bytes in the charset of the text; a letter may need several of them."""
        dropped = min(self.to_skip, len(data))
        self.to_skip -= dropped
        if not self.box.silent:
            self.bytes_seen += data[dropped:]

    def flush(self) -> None:
        """Make letters of the bytes seen so far."""
        if self.bytes_seen:
            data = bytes(self.bytes_seen)
            self.bytes_seen.clear()
            self.add(decoded(data, self.charset))


def read_rtf(data: bytes) -> tuple[str, str]:
    """Give the text and the HTML of RTF: one of both, "" for the other."""
    codepage = re.search(rb"\\ansicpg(\d{1,5})", data[:2_000])
    reader = Reader(rb"\fromhtml" in data[:2_000], f"cp{codepage[1].decode()}" if codepage else "cp1252")
    for mark in MARK.finditer(data[:LONGEST]):
        if mark[5]:
            _braced(reader, mark[5])
            if len(reader.outer) > DEEPEST:
                break
        elif mark[1]:
            _worded(reader, mark[1].lower(), int(mark[2]) if mark[2] else None)
        else:
            _said(reader, code=mark[3], sign=mark[4], text=mark[6])
    reader.flush()
    said = "".join(reader.found).strip()
    return ("", said) if reader.wraps_html else (said, "")


def _said(reader: Reader, *, code: bytes | None, sign: bytes | None, text: bytes | None) -> None:
    """Take letters: by their number, as a sign, or plain."""
    if code:
        reader.add_bytes(bytes.fromhex(code.decode()))
    elif sign == b"*":
        reader.ignorable = True
    elif sign:
        reader.add(SIGNS.get(sign, ""))
    elif text:
        reader.add_bytes(text)


def _braced(reader: Reader, brace: bytes) -> None:
    """Go into a group, or out of one."""
    reader.flush()
    reader.to_skip, reader.ignorable = 0, False
    if brace == b"{":
        reader.outer.append(reader.box)
    elif reader.outer:
        reader.box = reader.outer.pop()


def _worded(reader: Reader, word: bytes, number: int | None) -> None:
    """Do what a control word says."""
    box, ignorable = reader.box, reader.ignorable
    reader.ignorable = False
    if word == b"u":
        reader.add(_letter(number or 0))
        reader.to_skip = box.fallback
        return
    reader.flush()
    if ignorable and word == b"htmltag":
        reader.box = Box(silent=box.silent, raw=True, fallback=box.fallback)
    elif ignorable or word in NOT_READ:
        reader.box = Box(silent=True)
    elif word == b"htmlrtf":
        reader.box = Box(silent=number != 0, raw=box.raw, fallback=box.fallback)
    elif word == b"uc":
        reader.box = Box(box.silent, box.raw, min(number or 0, 8))
    elif word in LETTERS:
        reader.add(LETTERS[word])


def _letter(number: int) -> str:
    """Give the letter of a signed number of 16 bits; half of a pair is none by itself."""
    code = number % 0x10000
    return "" if 0xD800 <= code <= 0xDFFF or code == 0 else chr(code)
