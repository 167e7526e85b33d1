"""Whether anything of a mail was lost, judged by Python's `email` alone: it says what there is, our letter has to have it.

No mail and no part is exempt. A part that lies among our files byte for byte is there; of any other text, and of every head, each word
has to stand in what our letter has of it, as often as it stands in the mail. Mails inside are taken apart by Python's `email` on
both sides. It is helped in three places where it gives up, without asking us: a head with a broken line, a multipart whose boundary
its head does not say, an attached mail in base64.
"""

import email
import email.policy
import hashlib
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.message import Message

from bench.mail.scores import words
from rounds.mail.reading import Letter

META = re.compile(rb"charset=[\"']?([\w.:-]{2,40})", re.IGNORECASE)
DASHES = re.compile(r"^--(\S{1,100})\s*$", re.MULTILINE)
ASCII = re.compile(r"(?<![\w\x80-\U0010ffff])[A-Za-z0-9_]{2,}(?![\w\x80-\U0010ffff])")
SHIFTED = re.compile(rb"\x1b\$[@B].*?(?:\x1b\(|\Z)", re.DOTALL)
TAG = re.compile(r"<[^>]*>")
FIELD = re.compile(rb"[!-9;-~]+[ \t]*:|[ \t]|>?From |\Z")
PACKED = frozenset({"base64", "quoted-printable"})

type Parsed = Message[str, str]


@dataclass(slots=True)
class There:
    """What is in a mail: words of its plain texts, of its HTML, of its heads; digests of its other parts, with their types."""

    plain: Counter[str] = field(default_factory=Counter)
    html: Counter[str] = field(default_factory=Counter)
    heads: Counter[str] = field(default_factory=Counter)
    files: list[tuple[str, str]] = field(default_factory=list)

    def add(self, others: list["There"], *, one_of_them: bool) -> None:
        """Add what is in parts; versions of one text say its words once."""
        for words_of in ("plain", "html", "heads"):
            counted: Counter[str] = Counter()
            for each in others:
                said = getattr(each, words_of)
                counted = counted | said if one_of_them else counted + said
            setattr(self, words_of, getattr(self, words_of) + counted)
        self.files += [file for each in others for file in each.files]


def lost(raw: bytes, letter: Letter | None) -> list[str]:
    """List the words and files that stand nowhere in our letter. letter: None where we found none."""
    have = _had(letter) if letter else There()
    kept = {digest for _, digest in have.files}
    wanted = There()
    _look(_parsed(_mended(raw)), wanted, kept, heads=True)
    missing = (wanted.plain + wanted.heads - have.plain) + (wanted.html - have.html)
    files = [f"file {kind}" for kind, digest in wanted.files if digest not in kept]
    return [*files, *missing.elements()]


def _had(letter: Letter) -> There:
    have = There()
    for attachment in letter.attachments:
        said = Counter(words(attachment.data.decode("utf-8", "replace")))
        have.heads += said
        have.plain += said
        have.html += said
        have.files.append((attachment.media_type, _digest(attachment.data)))
        if attachment.media_type.startswith("message/"):
            _look(_parsed(attachment.data), have, set(), heads=True)
    for name, value in letter.headers.fields:
        have.heads += Counter(words(name)) + Counter(words(value.decode("utf-8", "replace")))
    have.plain += Counter(words(letter.text)) + have.heads
    have.html += Counter(words(letter.html or ""))
    return have


def _mended(raw: bytes) -> bytes:
    """Fold the lines of a head that are no fields, but stand between fields: Python's `email` would end the head there."""
    lines = raw.removeprefix(b"\xef\xbb\xbf").lstrip(b"\r\n").split(b"\n")
    end = next((at for at, line in enumerate(lines) if not line.strip()), 0)
    fields = [
        at
        for at in range(end)
        if FIELD.match(lines[at]) and not lines[at].startswith((b" ", b"\t", b">From ", b"From "))
    ]
    for at in range(fields[0] if fields else 0, fields[-1] if fields else 0):
        if not FIELD.match(lines[at]):
            lines[at] = b" " + lines[at]
    return b"\n".join(lines)


def _look(part: Parsed, there: There, kept: set[str], *, heads: bool) -> None:
    """Add what is in a part to `there`; parts whose bytes are among `kept` are there already. heads: this is a mail, not a part of one."""
    if heads:
        there.heads += Counter(word for value in part.values() for word in _ascii(str(value)))
    inside = _inside(part)
    if not inside:
        _look_at_leaf(part, there, kept)
        return
    versions = [There() for _ in inside]
    for each, version in zip(inside, versions, strict=True):
        _look(each, version, kept, heads=part.get_content_maintype() == "message")
    there.add(versions, one_of_them=part.get_content_type() == "multipart/alternative")


def _inside(part: Parsed) -> list[Parsed]:
    """Give the parts of a multipart, or the mail in a mail; none where there are none to open."""
    inner = part.get_payload()
    if part.get_content_maintype() == "multipart" and isinstance(inner, str):
        return _opened(inner)
    parts = [each for each in inner if isinstance(each, Message)] if isinstance(inner, list) else []
    if (
        parts
        and part.get_content_maintype() == "message"
        and str(part.get("content-transfer-encoding")).lower().strip() in PACKED
    ):
        part.set_payload("".join(str(each.get_payload()) if not each.keys() else each.as_string() for each in parts))
        return []
    return parts


def _look_at_leaf(part: Parsed, there: There, kept: set[str]) -> None:
    payload = part.get_payload(decode=True)
    digest = _digest(payload) if isinstance(payload, bytes) else ""
    if not isinstance(payload, bytes) or not payload.strip() or digest in kept:
        return
    if part.get_content_type() == "text/html":
        there.html += Counter(_said(part, payload))
    elif part.get_content_maintype() in ("text", "multipart"):
        there.plain += Counter(_said(part, payload))
    else:
        there.files.append((part.get_content_type(), digest))


def _opened(inner: str) -> list[Parsed]:
    """Open a multipart that Python's `email` left closed, for its boundary is another than its head says, by its first line."""
    found = DASHES.search(inner)
    if not found:
        return []
    opened = _parsed(
        f'Content-Type: multipart/mixed; boundary="{found[1]}"\n\n{inner}'.encode("utf-8", "surrogateescape")
    ).get_payload()
    return [each for each in opened if isinstance(each, Message)] if isinstance(opened, list) else []


def _parsed(raw: bytes) -> Parsed:
    return email.message_from_bytes(raw, policy=email.policy.compat32)


def _said(part: Parsed, payload: bytes) -> list[str]:
    """List the words of a text: all where its charset reads it, those in plain ASCII where it does not."""
    named = META.search(payload[:3_000]) if part.get_content_type() == "text/html" else None
    claimed = str(part.get_param("charset") or (named and named[1].decode()) or "utf-8")
    shifted = b"\x1b$" in payload or claimed.lower().startswith(("iso-2022", "utf-7", "utf-16"))
    for charset in (claimed, "iso-2022-jp") if shifted else ("utf-8", claimed):
        try:
            text = payload.decode(charset)
        except (LookupError, ValueError):
            continue
        return words(TAG.sub("", text) if part.get_content_type() in ("text/enriched", "text/richtext") else text)
    return list(_ascii(SHIFTED.sub(b" \xa0 ", payload).decode("latin-1")))


def _ascii(text: str) -> Iterator[str]:
    return (word.lower() for word in ASCII.findall(text))


def _digest(data: bytes) -> str:
    return hashlib.sha256(data.replace(b"\r\n", b"\n").rstrip()).hexdigest()
