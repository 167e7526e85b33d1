"""The first gate: whether a text can be read as a manual at all."""

import re
from collections.abc import Iterator

from rounds.manual.findings import Finding, Place, found

LARGEST = 2 * 1024 * 1024
"""Bytes that a manual may have."""

LONGEST = 20_000
"""Lines that a manual may have: a list of hundreds of thousands keeps the Markdown parser busy for minutes."""

_ODD = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")
_MOST = 20


def text_of(source: str | bytes) -> tuple[str, list[Finding]]:
    """Give the text with plain line ends, or what makes it unreadable.

    source: bytes are read as UTF-8; a byte order mark at the start is left out.
    """
    raw = source if isinstance(source, bytes) else source.encode("utf-8", "surrogatepass")
    if len(raw) > LARGEST:
        return "", [found(Place(1, 1), f"A manual may not be larger than {LARGEST // 1024**2} MB")]
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as wrong:
        return "", [found(_place(raw[: wrong.start]), "This is not UTF-8 text; save the file as UTF-8")]
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    if text.count("\n") >= LONGEST:
        return "", [found(Place(LONGEST + 1, 1), f"A manual may not have more than {LONGEST:,} lines")]
    return text, list(_odd_characters(text))


def _place(before: bytes) -> Place:
    """Find the place behind some readable bytes."""
    text = before.decode("utf-8")
    return Place(text.count("\n") + 1, len(text) - (text.rfind("\n") + 1) + 1)


def _odd_characters(text: str) -> Iterator[Finding]:
    """Find control characters and line ends that other programs read differently, the first few of them."""
    for place, character in _first(text):
        yield found(place, f"The character U+{ord(character):04X} cannot stand in a manual", written=character)


def _first(text: str) -> Iterator[tuple[Place, str]]:
    if not _ODD.search(text):
        return
    matches = (
        (Place(number, odd.start() + 1), odd[0])
        for number, line in enumerate(text.split("\n"), 1)
        for odd in _ODD.finditer(line)
    )
    yield from (match for match, _ in zip(matches, range(_MOST), strict=False))
