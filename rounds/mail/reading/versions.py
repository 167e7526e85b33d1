"""Versions of one text, of which a mail offers the choice: which is read, what the others say beyond it. Source: RFC 2046 section 5.1.4."""

import re
from collections import Counter
from dataclasses import dataclass

from rounds.mail.reading.letter import Attachment
from rounds.mail.reading.plain import text_of

COMPARED_AT_MOST = 200_000
"""Letters of HTML that are compared with the plain text beside it: in newsletters beyond them the plain text is as good."""

FEW = 10
WORD = re.compile(r"\w+")


@dataclass(frozen=True, slots=True)
class Piece:
    """One thing to read: as text, as HTML, or as both where the sender offered a choice. attached: it lies among the files too."""

    text: str | None = None
    html: str | None = None
    attached: bool = False


def tells_more(markup: str, text: str) -> bool:
    """Say whether HTML says much that the plain text beside it leaves out, and leaves out little of it: then it is what was meant."""
    if len(markup) > COMPARED_AT_MOST:
        return False
    rich, plain = _words(text_of(markup)), _words(text)
    return (rich - plain).total() > max(FEW, rich.total() // 4) and (plain - rich).total() <= plain.total() // 10


def left_out(offered: list[Piece], text: str, markup: str) -> list[Attachment]:
    """Make files of versions whose words stand neither in the text nor in the HTML that were chosen: nothing is lost by a choice."""
    files: list[Attachment] = []
    have = _words(text) | _words(markup)
    for piece in offered:
        for said, kind, ending in ((piece.text, "plain", "txt"), (piece.html, "html", "html")):
            if said and _words(said) - have:
                files.append(Attachment(f"another version.{ending}", f"text/{kind}", said.encode()))
    return files


def _words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.lower()))
