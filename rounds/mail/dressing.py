"""An answer's text as HTML, for programs that show mails so: the same words, and nothing that the text does not say.

What people type here is text, not Markdown: a star is a star, and a number stays the number that was written. Only what every reader
of a text sees in it is shown as such: paragraphs, the ends of lines, quotes, lists of dashes, and addresses that begin with http.
The styles stand at their elements, as few as there are, for Outlook and Gmail take no others.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from django.utils.html import escape, urlize

LINK = re.compile(r"(https?://\S+)", re.IGNORECASE)
BULLET = re.compile(r"[-*•][ \t]+(?=\S)")
QUOTE = re.compile(r">[ ]?")
DEEPEST = 20
"""Quotes within quotes that are drawn as boxes; what lies deeper keeps its marks."""

BODY = "font-family:Arial,Helvetica,sans-serif;font-size:14px;line-height:1.5"
PARAGRAPH = "margin:0 0 1em"
QUOTED = "margin:0 0 1em;padding-left:.8em;border-left:2px solid #bbb;color:#555"
LIST = "margin:0 0 1em;padding-left:1.6em"


@dataclass(frozen=True, slots=True)
class Quoted:
    """What a mail quotes below. heading: whose words, and of when. text: those words."""

    heading: str
    text: str


def dressed(text: str, quoted: Quoted | None = None) -> str:
    """Write a text as a page of HTML. quoted: stands below, as `with_quote` puts it in the text."""
    below = _quote(quoted) if quoted else ""
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head>\n'
        f'<body style="{BODY}">\n{_blocks(text)}{below}</body></html>\n'
    )


def with_quote(text: str, quoted: Quoted | None) -> str:
    """Put what is quoted below a text, as mail programs do."""
    if quoted is None:
        return text
    marked = "\n".join(f"> {line}".rstrip() for line in quoted.text.splitlines())
    return f"{text.rstrip()}\n\n{quoted.heading}\n{marked}\n"


def _quote(quoted: Quoted) -> str:
    """Gmail folds what bears its class, and others what is cited."""
    head = f'<p dir="auto" style="margin:0">{escape(quoted.heading)}</p>\n'
    cited = f'<blockquote type="cite" style="{QUOTED}">\n{_blocks(quoted.text)}</blockquote>\n'
    return f'<div class="gmail_quote">\n{head}{cited}</div>\n'


def _blocks(text: str, depth: int = 0) -> str:
    """Write lines as blocks. depth: quotes around them."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "".join(_block(kind, list(run), depth) for kind, run in groupby(lines, lambda line: _kind(line, depth)))


def _kind(line: str, depth: int) -> str:
    if not line.strip():
        return "blank"
    if QUOTE.match(line) and depth < DEEPEST:
        return "quote"
    return "bullet" if BULLET.match(line) else "text"


def _block(kind: str, lines: list[str], depth: int) -> str:
    match kind:
        case "blank":
            return ""
        case "quote":
            inner = "\n".join(QUOTE.sub("", line, count=1) for line in lines)
            return f'<blockquote style="{QUOTED}">\n{_blocks(inner, depth + 1)}</blockquote>\n'
        case "bullet":
            items = "".join(f'<li dir="auto">{_line(BULLET.sub("", line, count=1))}</li>\n' for line in lines)
            return f'<ul style="{LIST}">\n{items}</ul>\n'
        case _:
            return f'<p dir="auto" style="{PARAGRAPH}">{"<br>\n".join(map(_line, lines))}</p>\n'


def _line(line: str) -> str:
    """Write one line: every sign as itself, spaces where they were, addresses as links."""
    return "".join(_pieces(line))


def _pieces(line: str) -> Iterator[str]:
    for at, piece in enumerate(LINK.split(line)):
        if at % 2:
            yield urlize(piece, autoescape=True)
        else:
            yield escape(piece.expandtabs(4)).replace("  ", " &nbsp;")
