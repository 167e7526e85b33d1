"""The tree of parts that a mail is made of: places in its bytes, nothing copied. Source: RFC 2046 section 5.1.

Depth, number of parts and size of header blocks are bounded here; what lies deeper is one part that is not opened.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from rounds.mail.reading.headers import Headers, body_begins, parse_headers
from rounds.mail.reading.parameters import Valued, parse_valued

DEEPEST = 20
PARTS_AT_MOST = 500
HEADER_BYTES_AT_MOST = 500_000
BLANK_LINE = re.compile(rb"\r?\n\r?\n")
TEXT_LINE = re.compile(rb"^(?!From |[!-9;-~]{1,200}[ \t]*:|[ \t]|\r?\n|\Z)", re.MULTILINE)
FIRST_DASHES = re.compile(rb"(?:\A|\n)--([^\r\n]{1,200})\r?\n")


@dataclass(frozen=True, slots=True)
class Part:
    """One part: its headers, its declared type and disposition, and where in `raw` its body stands."""

    raw: bytes
    start: int
    end: int
    headers: Headers
    kind: Valued
    disposition: Valued

    @property
    def body(self) -> bytes:
        """Copy the body out, still in its transfer encoding."""
        return self.raw[self.start : self.end]


def parse_part(raw: bytes, start: int, end: int, *, charset: str = "", otherwise: str = "text/plain") -> Part:
    """Read the part that stands between two places. otherwise: its type when it names none; charset: what its mail names elsewhere."""
    headers, body_at = _head(raw, start, end, charset)
    kind = parse_valued(headers.raw("content-type") or otherwise)
    if "/" not in kind.value:
        kind = Valued(otherwise, kind.parameters)
    return Part(raw, body_at, end, headers, kind, parse_valued(headers.raw("content-disposition")))


def bare_part(raw: bytes) -> Part:
    """Take bytes that are no mail as one text."""
    return Part(raw, 0, len(raw), Headers(()), parse_valued("text/plain"), parse_valued(""))


def _head(raw: bytes, start: int, end: int, charset: str) -> tuple[Headers, int]:
    """Read the header block and say where the body begins; a part that begins with a blank line has no headers."""
    for blank in (b"\n", b"\r\n"):
        if raw.startswith(blank, start, end):
            return Headers((), charset), start + len(blank)
    blank_line = BLANK_LINE.search(raw, start, end)
    text_line = None if blank_line else TEXT_LINE.search(raw, start, end)
    headers_end = blank_line.start() if blank_line else text_line.start() if text_line else end
    body_at = blank_line.end() if blank_line else headers_end
    block = raw[start : min(headers_end, start + HEADER_BYTES_AT_MOST)]
    begun = body_begins(block)
    return (
        (parse_headers(block, charset), body_at)
        if begun is None
        else (parse_headers(block[:begun], charset), start + begun)
    )


def children(part: Part) -> tuple[Part, ...]:
    """Give the parts of a multipart; none where no line parts it."""
    otherwise = "message/rfc822" if part.kind.value == "multipart/digest" else "text/plain"
    places = next((found for boundary in _boundaries(part) if (found := list(_between(part, boundary)))), [])
    return tuple(
        parse_part(part.raw, start, end, charset=part.headers.charset, otherwise=otherwise) for start, end in places
    )


def _boundaries(part: Part) -> Iterator[bytes]:
    """Say which line parts the children: the declared one; where it is never found, the first that looks like one and comes again."""
    declared = part.kind.get("boundary").encode("utf-8", "replace").rstrip()
    if declared:
        yield declared
    found = FIRST_DASHES.search(part.raw, max(part.start - 1, 0), min(part.end, part.start + 10_000))
    if found and (not declared or part.raw.find(b"\n--" + found[1].rstrip(), found.end() - 1, part.end) >= 0):
        yield found[1].rstrip()


def _between(part: Part, boundary: bytes) -> Iterator[tuple[int, int]]:
    """Find the places between boundary lines; a missing last boundary ends with the part."""
    begun: int | None = None
    for count, found in enumerate(_boundary_line(boundary).finditer(part.raw, max(part.start - 1, 0), part.end)):
        if begun is not None:
            yield begun, max(_before_line_end(part.raw, found.start()), begun)
        begun = None if found[1] else found.end()
        if found[1] or count >= PARTS_AT_MOST:
            return
    if begun is not None and begun < part.end:
        yield begun, part.end


def _boundary_line(boundary: bytes) -> re.Pattern[bytes]:
    """Match a boundary line; it begins with a literal, so that megabytes of attachment are passed over at memory speed."""
    dashed = b"--" + re.escape(boundary)
    return re.compile(b"\n" + dashed + rb"(--)?[ \t]*(?:(?=\r?\n" + dashed + rb")|\r?\n|\Z)")


def _before_line_end(raw: bytes, line_feed: int) -> int:
    """Say where the line ends that this line feed closes: before its carriage return, where it has one."""
    return line_feed - 1 if raw[line_feed - 1 : line_feed] == b"\r" else line_feed
