"""Addresses in header fields, read tolerantly and in linear time. Source: RFC 5322 section 3.4, RFC 6532."""

import re

from rounds.mail.reading.headers import one_line
from rounds.mail.reading.letter import Address
from rounds.mail.reading.words import words_decoded

ADDRESSES_AT_MOST = 20_000
LONGEST = 320
PIECE = re.compile(
    r"""(?P<quoted>"(?:[^"\\]|\\.)*+(?:"|\\?\Z))
      | (?P<comment>\([^()]*\)|\()
      | (?P<angle><[^<>]*>?)
      | (?P<cut>[,;])
      | (?P<other>[^"(<,;]+)""",
    re.VERBOSE | re.DOTALL,
)
BARE = re.compile(r"[^\s<>\"(),;:\[\]@]{1,200}@[^\s<>\"(),;:@]{1,255}")
GROUP = re.compile(r"\A[^:@<>\"]*:")
ESCAPED = re.compile(r"\\(.)", re.DOTALL)


def parse_people(field: str) -> tuple[Address, ...]:
    """Read every address of a field; a text without any gives none. Encoded words in names are decoded."""
    found = _addresses(field)
    if not found and "=?" in field:
        found = _addresses(words_decoded(field))
    return tuple(found)


def _addresses(field: str) -> list[Address]:
    """Cut the field at its commas and semicolons and read each piece."""
    found: list[Address] = []
    mailbox: list[tuple[str, str]] = []
    for piece in PIECE.finditer(field):
        kind, text = str(piece.lastgroup), piece.group()
        if kind != "cut":
            mailbox.append((kind, text))
        if kind == "cut" or piece.end() == len(field):
            found.extend(_address(mailbox))
            mailbox = []
        if len(found) >= ADDRESSES_AT_MOST:
            break
    return found


def _address(pieces: list[tuple[str, str]]) -> list[Address]:
    """Read one mailbox: `Name <a@b>`, `a@b (Name)` or `a@b`; none where there is no address in it."""
    angles = [text.strip("<> \t") for kind, text in pieces if kind == "angle"]
    words = "".join(_phrase(kind, text) for kind, text in pieces if kind in ("quoted", "other"))
    found = next((bare for angle in reversed(angles) if (bare := _bare(angle))), "")
    if found:
        return [Address(_name(GROUP.sub("", words)) or _comment(pieces), answerable(found), found)]
    found = _bare(words)
    return [Address(_comment(pieces), answerable(found), _in_its_quotes(found, pieces))] if found else []


def _bare(text: str) -> str:
    """Find the address in a text, as it stands there; empty where there is none or where it is longer than an address can be."""
    found = BARE.search(one_line(text))
    email = answerable(found.group()) if found else ""
    return found.group() if found and len(email) <= LONGEST and "@" in email[1:-1] else ""


def answerable(written: str) -> str:
    """Give the address that can be answered to: dots and single quotation marks around it are no part of it."""
    return written.strip(".'`")


def _in_its_quotes(found: str, pieces: list[tuple[str, str]]) -> str:
    """Give an address with its quotation marks where it is all that stands in them: read strictly, a local part without a domain."""
    return next((text for kind, text in pieces if kind == "quoted" and text[1:-1] == found), found)


def _phrase(kind: str, text: str) -> str:
    """Take the quotes and escapes off."""
    return ESCAPED.sub(r"\1", text[1:].removesuffix('"')) if kind == "quoted" else text


def _comment(pieces: list[tuple[str, str]]) -> str:
    """Give the comments as a name: so old mailers wrote it."""
    return _name(" ".join(text.strip("()") for kind, text in pieces if kind == "comment"))


def _name(words: str) -> str:
    """Decode a name and make one line of it, without the quotes that some mailers put inside its encoding."""
    return one_line(words_decoded(words)).strip("\"'").strip()
