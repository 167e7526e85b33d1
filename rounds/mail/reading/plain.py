"""Readable text from an HTML body, for mails that bring no text of their own.

One walk over the tags, linear whatever they are: a parser that builds a tree needs minutes for 200,000 nested boxes.
The text is escaped where it is shown, so nothing here has to be safe, only readable.
"""

import html
import re
from collections.abc import Iterator

LONGEST_HTML = 1_000_000
LINES = frozenset(
    ["br", "div", "tr", "table", "ul", "ol", "dl", "dt", "dd", "section", "article", "header", "footer", "center"]
)
CITED = re.compile(r"cite|quote|border-left", re.IGNORECASE)
"""What mail programs write on a box that quotes; other such boxes only indent."""

OPENS, CLOSES = "\x02", "\x03"
DEEPEST_QUOTE = 5
PARAGRAPHS = frozenset(["p", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "hr", "blockquote"])
UNSEEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|title|template|noscript|svg|math|object|iframe)\b[^<>]*>.*?(?:</\1\s*>|\Z)",
    re.DOTALL | re.IGNORECASE,
)
TOKEN = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)([^<>]*)>|<[!?/][^<>]*>|([^<]+|<)")
HREF = re.compile(r"""\bhref\s*=\s*["']?((?:https?://|mailto:)[^\s"'<>]{1,2000})""", re.IGNORECASE)
NO_LETTER = re.compile(r"&#(?:[0-9]{8,}|[xX][0-9a-fA-F]{7,});?")
"""References beyond the last letter of Unicode; Python refuses to read numbers of thousands of digits."""

BLANKS = re.compile(r"[\s\u200b\ufeff]+")
EMPTY_LINES = re.compile(r"\n{3,}")


def text_of(markup: str) -> str:
    """Say what an HTML body says, as text: paragraphs, list marks, and the address behind a link."""
    seen = UNSEEN.sub(" ", markup[:LONGEST_HTML].replace(OPENS, " ").replace(CLOSES, " "))
    lines = _quoted("".join(_pieces(seen)).split("\n"))
    return EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip()


def _quoted(lines: list[str]) -> Iterator[str]:
    """Put marks before the lines of boxes that quote, as programs do that write plain text."""
    depth = 0
    for line in lines:
        depth += line.count(OPENS)
        text = line.replace(OPENS, "").replace(CLOSES, "").strip()
        yield "> " * min(depth, DEEPEST_QUOTE) + text if text else ""
        depth = max(depth - line.count(CLOSES), 0)


ENRICHED = re.compile(r"<<|<param>[^<]{0,200}</param>|</?[a-z0-9-]{1,60}>|\n+", re.IGNORECASE)


def enriched_text(markup: str) -> str:
    """Say what a text with marks says, without them. Source: RFC 1896: one line end is a blank, of several one is left out."""
    return ENRICHED.sub(lambda found: _of_enriched(found.group()), markup).strip()


def _of_enriched(mark: str) -> str:
    if mark[0] == "\n":
        return mark[1:] or " "
    return "<" if mark == "<<" else ""


def _pieces(markup: str) -> list[str]:
    """Walk the markup once; tags become line ends and marks."""
    pieces: list[str] = []
    boxes: list[bool] = []
    link, link_at, as_typed = "", 0, False
    for closing, tag, attributes, text in TOKEN.findall(markup):
        tag = tag.lower()
        if tag == "pre":
            as_typed = not closing
        if tag == "blockquote":
            pieces.append(_quote_mark(attributes, closing, boxes))
        elif text:
            pieces.append(unescaped(text) if as_typed else unescaped(BLANKS.sub(" ", text)))
        elif tag == "a" and not closing:
            link, link_at = _address(attributes), len(pieces)
        elif tag == "a" and link:
            pieces.append(_behind(link, "".join(pieces[link_at:])))
            link = ""
        elif not ((mark := _mark(tag, closing)) == " " and pieces and pieces[-1][-1:].isspace()):
            pieces.append(mark)
    return pieces


def _quote_mark(attributes: str, closing: str, boxes: list[bool]) -> str:
    """Say where a box of a quote opens or closes; one that only indents is a paragraph. boxes: which open ones quote."""
    if not closing:
        boxes.append(bool(CITED.search(attributes)))
        return f"\n\n{OPENS}" if boxes[-1] else "\n\n"
    return f"{CLOSES}\n\n" if boxes and boxes.pop() else "\n\n"


def _mark(tag: str, closing: str) -> str:
    """Say what a tag is in plain text."""
    if tag in PARAGRAPHS:
        return "\n\n"
    if tag in LINES:
        return "\n"
    if tag == "li":
        return "" if closing else "\n- "
    return " " if tag in ("td", "th") else ""


def _address(attributes: str) -> str:
    """Find where a link leads; empty where it leads nowhere on the web."""
    found = HREF.search(attributes)
    return unescaped(found[1]) if found else ""


def unescaped(text: str) -> str:
    """Turn references into their letters; a number that no alphabet has becomes the sign for that."""
    return html.unescape(NO_LETTER.sub("\ufffd", text))


def _behind(link: str, shown: str) -> str:
    """Show where a link leads, where its text does not already say so."""
    address = link.removeprefix("mailto:")
    if not address or address.rstrip("/") in shown or not shown.strip():
        return ""
    return f" <{address}>"
