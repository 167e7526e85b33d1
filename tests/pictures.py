"""Beginnings of pictures, with the width and height that they claim; none has a single point."""

import struct
import zlib


def png(wide: int = 1, high: int = 1) -> bytes:
    """Begin a PNG. Source: RFC 2083, 4.1.1."""
    header = b"IHDR" + struct.pack(">IIBBBBB", wide, high, 8, 6, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + header + struct.pack(">I", zlib.crc32(header))


def gif(wide: int = 1, high: int = 1) -> bytes:
    """Begin a GIF. Source: GIF89a, 18."""
    return b"GIF89a" + struct.pack("<HHBBB", wide, high, 0, 0, 0)


def jpeg(wide: int = 1, high: int = 1) -> bytes:
    """Begin a JPEG: an application's mark, then a frame. Source: ITU T.81, B.2.2."""
    frame = struct.pack(">BHHB", 8, high, wide, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x04ab" + b"\xff\xc0" + struct.pack(">H", len(frame) + 2) + frame


def webp(wide: int = 1, high: int = 1) -> bytes:
    """Begin a WebP of the extended form. Source: RFC 9649, 2.7."""
    size = (wide - 1).to_bytes(3, "little") + (high - 1).to_bytes(3, "little")
    chunk = b"VP8X" + struct.pack("<I", 10) + b"\0\0\0\0" + size
    return b"RIFF" + struct.pack("<I", len(chunk) + 4) + b"WEBP" + chunk


def framed_gif(wide: int, high: int) -> bytes:
    """Begin a GIF of one point whose second frame is larger: a comment, a small frame, and that one. Source: GIF89a, 20 and 24."""
    frame = b",\0\0\0\0" + struct.pack("<HHB", 1, 1, 0x80) + b"\0" * 6 + b"\x02\x01D\0"
    large = b"," + struct.pack("<HHHHB", 0, 0, wide, high, 0) + b"\x02\x01D\0"
    return gif() + b"!\xfe\x02hi\0" + frame + large + b";"
