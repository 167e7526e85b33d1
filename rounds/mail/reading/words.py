"""Encoded words of header fields: `=?utf-8?q?Gr=C3=BC=C3=9Fe?=`. Source: RFC 2047, RFC 2231 section 5."""

import re
from itertools import groupby

from rounds.mail.reading.charsets import decoded
from rounds.mail.reading.transfer import from_base64, from_quoted_printable

WORD = re.compile(r"=\?([^?\s*]{1,60})(?:\*[^?\s]{0,20})?\?([bBqQ])\?([^?]*)\?=")
BETWEEN_WORDS = re.compile(r"(?<=\?=)\s+(?==\?)")


def words_decoded(value: str) -> str:
    """Decode the encoded words of a field; all other text stays as it is.

    Neighbouring words of one charset are joined as bytes first: mailers cut them in the middle of a letter.
    """
    if "=?" not in value:
        return value
    pieces = _pieces(BETWEEN_WORDS.sub("", value))
    runs = groupby(pieces, key=lambda piece: piece[0])
    return "".join(decoded(b"".join(data for _, data in run), charset) for charset, run in runs)


def _pieces(value: str) -> list[tuple[str, bytes]]:
    """Cut a field into (charset, bytes): encoded words under their own charset, the text between as UTF-8."""
    pieces: list[tuple[str, bytes]] = []
    end = 0
    for word in WORD.finditer(value):
        if word.start() > end:
            pieces.append(("utf-8", value[end : word.start()].encode("utf-8", "replace")))
        pieces.append((word[1].lower(), _bytes_of(word[2], word[3])))
        end = word.end()
    pieces.append(("utf-8", value[end:].encode("utf-8", "replace")))
    return pieces


def _bytes_of(encoding: str, text: str) -> bytes:
    """Undo the transfer encoding of one word; in `Q` an underscore is a blank."""
    data = text.encode("ascii", "replace")
    return from_base64(data) if encoding in "bB" else from_quoted_printable(data.replace(b"_", b" "))
