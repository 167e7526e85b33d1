"""HTML of a stranger, cleaned with nh3 (Ammonia): only what is named here stays, and nothing of it runs or asks anybody anything.

The library parses as browsers do and writes anew. What is added here is what only a mail needs: images of other servers are
held back and counted, images that came along get an address of ours, styles keep what cannot leave its box.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

import nh3

from rounds.desk.pictures import can_be_shown
from rounds.mail.reading.transfer import from_base64

DEEPEST = 2_000
MOST_TAGS = 100_000
"""Beyond them a mail is shown as text: parsers of browsers and of this library need minutes for 200,000 boxes in each other."""

TAGS = frozenset((
    "a", "abbr", "address", "article", "aside", "b", "bdi", "bdo", "big", "blockquote", "br", "caption", "center",
    "cite", "code", "col", "colgroup", "dd", "del", "details", "dfn", "div", "dl", "dt", "em", "figcaption", "figure",
    "font", "footer", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "i", "img", "ins", "kbd", "li", "main",
    "mark", "nav", "ol", "p", "pre", "q", "s", "samp", "section", "small", "span", "strike", "strong", "sub", "summary",
    "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
))  # fmt: skip
GONE_WHOLE = frozenset((
    "script", "style", "title", "template", "noscript", "iframe", "object", "embed", "noframes", "textarea", "select",
    "svg", "math", "video", "audio", "canvas",
))  # fmt: skip
BOX = frozenset({"align", "bgcolor", "dir", "height", "lang", "style", "title", "valign", "width"})
ATTRIBUTES: dict[str, frozenset[str]] = {
    "*": BOX,
    "a": frozenset({"href"}),
    "img": frozenset({"src", "alt", "border", "hspace", "vspace"}),
    "font": frozenset({"color", "face", "size"}),
    "table": frozenset({"border", "cellpadding", "cellspacing", "summary"}),
    "td": frozenset({"colspan", "rowspan", "nowrap"}),
    "th": frozenset({"colspan", "rowspan", "nowrap", "scope"}),
    "ol": frozenset({"start", "type"}),
    "ul": frozenset({"type"}),
    "li": frozenset({"type", "value"}),
    "col": frozenset({"span"}),
    "colgroup": frozenset({"span"}),
}
SIDES = ("", "-top", "-right", "-bottom", "-left")
STYLES_ALONE = frozenset((
    "background", "background-color", "border-collapse", "border-radius", "border-spacing", "caption-side", "color",
    "direction", "display", "font", "font-family", "font-size", "font-style", "font-variant", "font-weight", "height",
    "letter-spacing", "line-height", "list-style-type", "max-width", "min-width", "table-layout", "text-align",
    "text-decoration", "text-indent", "text-transform", "unicode-bidi", "vertical-align", "white-space", "width",
    "word-break", "word-spacing", "word-wrap", "overflow-wrap",
))  # fmt: skip
STYLES = STYLES_ALONE | {f"{name}{side}" for name in ("border", "margin", "padding") for side in SIDES}
CALLS = re.compile(
    r"\\|@|\b(?:url|image|image-set|cross-fade|element|expression|attr|var|env)\s*\(|-moz-binding", re.IGNORECASE
)
"""A declaration that could fetch or run something, however a browser reads it; escapes hide such words, so none stays."""

COLOURED = re.compile(r"""\b(?:bgcolor|color|background(?:-color)?)\s*[=:]""", re.IGNORECASE)
LINK = re.compile(r"\s*(?:https?|mailto|tel):", re.IGNORECASE)
SCHEMES = frozenset({"http", "https", "mailto", "tel", "cid", "data"})
PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif|webp);base64,[A-Za-z0-9+/=\s]+", re.IGNORECASE)
LONGEST_STYLE = 5_000
LONGEST_PICTURE = 700_000
TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9:]*)")
NEVER_CLOSED = frozenset((
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "p", "li", "td", "th", "tr", "dd", "dt",
    "wbr", "param", "source", "option",
))  # fmt: skip
OF_LETTERS = frozenset("a b big code em font i nobr s small strike strong tt u".split())  # noqa: SIM905 - words, as they are read
MOST_REPEATED = 300_000
IMAGE = re.compile(r"<img\b[^>]{0,4000}", re.IGNORECASE)
SOURCE = re.compile(r"""\bsrc\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))""", re.IGNORECASE)
TINY = re.compile(
    r"""\b(?:width|height)\s*[=:]\s*["']?\s*[01](?:px)?\s*(?:["';/\s>]|\Z)|display\s*:\s*none|visibility\s*:\s*hidden""",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """HTML that may stand in a frame of its own. held: images that wait, by the server they would come from.

    pixels: tiny images, left out in any case. coloured: it has colours of its own, made for white paper.
    """

    html: str
    held: dict[str, int]
    pixels: int
    coloured: bool


@dataclass(slots=True)
class Images:
    """What is done with images on the way. inline: address of ours by content id. tiny: addresses of tracking pixels."""

    inline: Mapping[str, str]
    shown: bool
    tiny: frozenset[str]
    held: dict[str, int] = field(default_factory=dict)
    pixels: int = 0

    def placed(self, address: str) -> str | None:
        """Give the address that an image is shown from; None where it is not shown."""
        address = address.strip()
        if address[:4].lower() == "cid:":
            return self.inline.get(unquote(address[4:]).strip("<>"))
        if address[:5].lower() == "data:":
            return (
                address if len(address) <= LONGEST_PICTURE and PICTURE.fullmatch(address) and _shown(address) else None
            )
        host = _host(address)
        if not host:
            return None
        if address in self.tiny:
            self.pixels += 1
            return None
        if self.shown:
            return address
        self.held[host] = self.held.get(host, 0) + 1
        return None


def cleaned(markup: str, *, inline: Mapping[str, str], images: bool) -> Cleaned | None:
    """Clean HTML for a frame of its own; None where it is too deep to be shown as it was written.

    inline: where each image that came along stands with us, by content id. images: whether those of other servers are shown.
    """
    if _too_much(markup):
        return None
    seen = Images(inline, images, _tiny(markup))

    def fit(tag: str, name: str, value: str) -> str | None:
        if name == "src":
            return seen.placed(value)
        if name == "href":
            return value if LINK.match(value) else None
        return _boxed(value) if name == "style" else value

    html = nh3.clean(
        markup,
        tags=TAGS,
        clean_content_tags=GONE_WHOLE,
        attributes=ATTRIBUTES,
        attribute_filter=fit,
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
        url_schemes=SCHEMES,
        filter_style_properties=STYLES,
    )
    return Cleaned(html, dict(sorted(seen.held.items())), seen.pixels, bool(COLOURED.search(html)))


def _shown(address: str) -> bool:
    """Say whether the picture in a data address can be shown. Base64 that breaks off is read as far as it goes."""
    return can_be_shown(from_base64(address.partition(",")[2].encode()))


def _boxed(style: str) -> str:
    """Leave out declarations that could fetch or run something; the library then keeps those of `STYLES` that can be read."""
    return ";".join(each for each in style[:LONGEST_STYLE].split(";") if not CALLS.search(each))


def _too_much(markup: str) -> bool:
    """Say whether boxes stand in each other, or one after another, beyond what anybody writes.

    Letters' tags that nobody closed are opened anew in each box that follows, which makes megabytes of a few lines: counted too.
    """
    inside: list[str] = []
    left = repeated = count = 0
    for found in TAG.finditer(markup):
        count, name = count + 1, found[2].lower()
        if found[1]:
            if inside and inside[-1] == name:
                inside.pop()
                left -= name in OF_LETTERS
            continue
        repeated += left
        left += name in OF_LETTERS
        if name not in NEVER_CLOSED:
            inside.append(name)
        if len(inside) > DEEPEST or count > MOST_TAGS or repeated > MOST_REPEATED:
            return True
    return False


def _tiny(markup: str) -> frozenset[str]:
    """Find addresses of images that nobody is meant to see. Only a guess: whatever it misses waits with the others."""
    found: set[str] = set()
    for image in IMAGE.findall(markup):
        if (source := SOURCE.search(image)) and TINY.search(image):
            found.add(_unescaped(source[1] or source[2] or source[3] or "").strip())
    return frozenset(found)


def _unescaped(address: str) -> str:
    return address.replace("&amp;", "&")


def _host(address: str) -> str:
    """Name the server of an address; "" where it is no address of the web."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return (parts.hostname or "") if parts.scheme.lower() in ("http", "https") else ""
