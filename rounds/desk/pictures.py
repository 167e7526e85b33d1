"""How large a picture becomes once it is unpacked, read from its first bytes: a few of them can claim gigabytes of points."""

from io import BytesIO

import imagesize

MOST_POINTS = 50_000_000
"""Points, width times height, beyond which no picture is shown; each takes a browser four bytes. Cameras of phones make as many."""

MOST_READ = 2**20
"""Bytes among which a picture says how large it is; more would be read only for whoever wants us busy."""

BEGINS = {
    "image/png": (b"\x89PNG\r\n\x1a\n",),
    "image/jpeg": (b"\xff\xd8\xff",),
    "image/gif": (b"GIF87a", b"GIF89a"),
    "image/webp": (b"RIFF",),
}
"""How pictures that are shown begin."""

A_SCREEN, A_FRAME, MORE, END = 13, 0x2C, 0x21, 0x3B
"""Of a GIF: the length of its head, and what its blocks begin with. Source: GIF89a, 18 to 27."""


def can_be_shown(data: bytes) -> bool:
    """Say whether a picture (PNG, JPEG, GIF, WebP) says how large it is, and whether that is no more than one can look at."""
    if not data.startswith(tuple(begin for each in BEGINS.values() for begin in each)):
        return False
    wide, high = map(int, imagesize.get(BytesIO(data[:MOST_READ]), exif_rotation=False))
    if data.startswith(BEGINS["image/gif"]):
        wide, high = _widest(data, wide, high)
    return wide > 0 and high > 0 and wide * high <= MOST_POINTS


def _widest(data: bytes, wide: int, high: int) -> tuple[int, int]:
    """Give the width and height that a GIF takes with its frames, which may lie beyond its screen."""
    place = A_SCREEN + _colours(data[10:11])
    while place < len(data) and data[place] in {A_FRAME, MORE}:
        if data[place] == MORE:
            place = _behind(data, place + 2)
            continue
        left, top, width, height = (
            int.from_bytes(data[at : at + 2], "little") for at in range(place + 1, place + 9, 2)
        )
        wide, high = max(wide, left + width), max(high, top + height)
        place = _behind(data, place + 11 + _colours(data[place + 9 : place + 10]))
    return wide, high


def _colours(flags: bytes) -> int:
    """Give the bytes of the table of colours that these flags announce."""
    return 3 << (flags[0] & 7) + 1 if flags and flags[0] & 0x80 else 0


def _behind(data: bytes, place: int) -> int:
    """Give the place behind a row of blocks, each with its length before it, the last of none."""
    while place < len(data) and data[place]:
        place += data[place] + 1
    return place + 1
