"""From the tree of parts to what people read and what is attached."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from rounds.mail.reading import signed, tnef
from rounds.mail.reading.attachments import attachment_of
from rounds.mail.reading.charsets import decoded
from rounds.mail.reading.letter import Attachment
from rounds.mail.reading.parameters import Valued
from rounds.mail.reading.parts import DEEPEST, PARTS_AT_MOST, Part, children, parse_part
from rounds.mail.reading.plain import enriched_text, text_of
from rounds.mail.reading.sniffing import kind_of_bytes
from rounds.mail.reading.transfer import has_words_beside, undone
from rounds.mail.reading.unpacking import files_of, text_of_packed
from rounds.mail.reading.versions import Piece, left_out, tells_more

LONGEST_TEXT = 200_000
LONGEST_HTML = 1_000_000
DECODED_AT_MOST = 4_000_000
"""Bytes of one part that become text; a longer one lies among the files besides, as it was sent."""

READABLE = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext", "text/markdown", "text/x-markdown"})
SMIME = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
ENRICHED = frozenset({"text/enriched", "text/richtext"})
META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset=[\"']?([A-Za-z0-9_.:-]{2,40})", re.IGNORECASE)


@dataclass(slots=True)
class Contents:
    """What has been found so far on a walk through the parts. packed: texts that came packed, read where there is no other."""

    attachments: list[Attachment] = field(default_factory=list)
    packed: list[Piece] = field(default_factory=list)
    opened: int = 0

    @property
    def names(self) -> set[str]:
        return {each.name for each in self.attachments}


@dataclass(frozen=True, slots=True)
class Body:
    """The whole mail as text and, where there was any, as HTML; beside it what is attached."""

    text: str
    html: str | None
    attachments: tuple[Attachment, ...]


def body_of(top: Part) -> Body:
    """Read all parts of a mail. A body longer than a page can show is cut, and attached whole."""
    contents = Contents()
    pieces = _pieces(top, contents, depth=0) or contents.packed
    text, markup = _joined_text(pieces), _joined_html(pieces)
    whole = len(pieces) == 1 and pieces[0].attached
    if len(text) > LONGEST_TEXT and not whole:
        contents.attachments.append(Attachment("whole message.txt", "text/plain", text.encode()))
    if markup and len(markup) > LONGEST_HTML and not whole:
        contents.attachments.append(Attachment("whole message.html", "text/html", markup.encode()))
    return Body(text[:LONGEST_TEXT], markup and markup[:LONGEST_HTML], tuple(contents.attachments))


def _pieces(part: Part, contents: Contents, depth: int) -> list[Piece]:
    """Collect what a part says; attachments go to `contents`. A multipart too deep, or one too many, is not opened."""
    contents.opened += 1
    if part.kind.value in SMIME and depth < DEEPEST and contents.opened < PARTS_AT_MOST:
        return _wrapped(part, contents, depth)
    if not part.kind.value.startswith("multipart/") or depth >= DEEPEST or contents.opened >= PARTS_AT_MOST:
        return _leaf(part, contents)
    inside = children(part)
    if not inside:
        return _leaf(replace(part, kind=Valued("text/plain", part.kind.parameters)), contents)
    found: list[list[Piece]] = []
    for child in inside:
        resource = part.kind.value == "multipart/related" and any(each.html for pieces in found for each in pieces)
        found.append(_pieces(child, contents, depth + 1) if not resource else _resource(child, contents, depth + 1))
    return _choice(found, contents) if part.kind.value == "multipart/alternative" else _all(found)


def _wrapped(part: Part, contents: Contents, depth: int) -> list[Piece]:
    """Read what is wrapped into its signature; the wrapping is kept as a file, so that whoever can may check it."""
    inside = signed.content_of(undone(part.body, part.headers.raw("content-transfer-encoding")))
    whole = _leaf(part, contents)
    if inside is None:
        return whole
    return _pieces(parse_part(inside, 0, len(inside), charset=part.headers.charset), contents, depth + 1)


def _all(found: list[list[Piece]]) -> list[Piece]:
    return [piece for pieces in found for piece in pieces]


def _resource(part: Part, contents: Contents, depth: int) -> list[Piece]:
    """Take what a page needs besides itself: HTML among it is a file as pictures are. Source: RFC 2387."""
    if part.kind.value != "text/html":
        return _pieces(part, contents, depth)
    contents.opened += 1
    return _leaf(replace(part, disposition=Valued("attachment", part.disposition.parameters)), contents)


def _choice(offered: list[list[Piece]], contents: Contents) -> list[Piece]:
    """Take from alternatives the first that is text and the last that is HTML; where the HTML says much more, its text too."""
    texts = [pieces for pieces in offered if pieces and all(piece.text is not None for piece in pieces)]
    markups = [pieces for pieces in offered if any(piece.html is not None for piece in pieces)]
    text = _joined_text(texts[0]) if texts else ""
    markup = _joined_html(markups[-1]) if markups else ""
    if len(texts) > 1 or len(markups) > 1:
        others = [pieces for pieces in offered if pieces not in (texts[:1] + markups[-1:])]
        contents.attachments += left_out(_all(others), text, markup or "")
    if text and markup and tells_more(markup, text):
        contents.attachments += left_out([Piece(text)], "", markup)
        text = ""
    return [Piece(text or None, markup or None)] if text or markup else []


def _leaf(part: Part, contents: Contents) -> list[Piece]:
    """Read a part to the end if it is meant for reading; else it is an attachment."""
    encoding = part.headers.raw("content-transfer-encoding")
    as_it_came = _is_for_reading(part) and has_words_beside(part.body, encoding)
    data = part.body if as_it_came else undone(part.body, encoding)
    if _is_for_reading(part) and (kind := kind_of_bytes(data)):
        part = replace(part, kind=Valued(kind, part.kind.parameters))
    if data.startswith(tnef.SIGNATURE) and _unpacked(data, contents):
        return []
    readable, large = _is_for_reading(part), len(data) > DECODED_AT_MOST
    if not readable or large:
        contents.attachments.append(attachment_of(part, data, taken=contents.names))
    if not readable:
        return []
    markup = part.kind.value == "text/html"
    charset = part.kind.get("charset") or (_charset_inside(data) if markup else "")
    text = _unix_lines(decoded(_beginning(data), charset)).rstrip()
    if not text:
        return []
    if part.kind.value in ENRICHED:
        text = enriched_text(text)
    return [Piece(html=text, attached=large)] if markup else [Piece(text=text, attached=large)]


def _unpacked(data: bytes, contents: Contents) -> bool:
    """Take out what Outlook packed; False where nothing was found or it broke off, so that the packet stays among the files too."""
    packed = tnef.opened(data)
    files, text = files_of(packed, taken=contents.names), None if contents.packed else text_of_packed(packed)
    contents.attachments += files
    contents.packed += [text] if text else []
    return packed.whole and bool(files or text)


def _beginning(data: bytes) -> bytes:
    """Cut what is too long to be decoded, at the end of a line where one is near, never in the middle of a letter of UTF-8."""
    if len(data) <= DECODED_AT_MOST:
        return data
    end = max(data.rfind(b"\n", DECODED_AT_MOST - 10_000, DECODED_AT_MOST), 0) or DECODED_AT_MOST
    while data[end] & 0xC0 == 0x80:
        end -= 1
    return data[:end]


def _is_for_reading(part: Part) -> bool:
    """Say whether a part belongs to the message itself: text that has no file name and is not sent as a file."""
    named = part.kind.get("name") or part.disposition.get("filename")
    return part.kind.value in READABLE and part.disposition.value != "attachment" and not named


def _charset_inside(data: bytes) -> str:
    """Find the charset that an HTML page names in itself."""
    found = META_CHARSET.search(data, 0, 3_000)
    return found[1].decode("ascii") if found else ""


def _unix_lines(text: str) -> str:
    """End every line with a line feed."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _joined_text(pieces: list[Piece]) -> str:
    """Put the pieces together as text, making it from HTML where that is all there is."""
    return "\n\n".join(text for text in _texts(pieces) if text).strip("\n")


def _texts(pieces: list[Piece]) -> Iterator[str]:
    """Give each piece as text. Of HTML only so much is read, in all pieces together, as a page can show."""
    left = LONGEST_HTML
    for piece in pieces:
        if piece.text is not None:
            yield piece.text
        elif piece.html and left > 0:
            yield text_of(piece.html[:left])
            left -= len(piece.html)


def _joined_html(pieces: list[Piece]) -> str | None:
    """Put the pieces together as HTML; none where nobody sent any."""
    if not any(piece.html for piece in pieces):
        return None
    return "\n".join(piece.html or f"<pre>{html.escape(piece.text or '')}</pre>" for piece in pieces)
