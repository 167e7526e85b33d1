"""How large a picture becomes once it is unpacked, read from its first bytes: a few of them can claim gigabytes of points."""

from io import BytesIO

import imagesize

MOST_POINTS = 50_000_000
"""Points, width times height, beyond which no picture is shown; each takes a browser four bytes. Cameras of phones make as many."""


def can_be_shown(data: bytes) -> bool:
    """Say whether a picture (PNG, JPEG, GIF, WebP) says how large it is, and whether that is no more than one can look at."""
    wide, high = map(int, imagesize.get(BytesIO(data), exif_rotation=False))
    return wide > 0 and high > 0 and wide * high <= MOST_POINTS
