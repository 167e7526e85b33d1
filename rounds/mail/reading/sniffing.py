"""Bytes that are called a text and are none: a picture under `text/plain` is a file, and would be a page of rubbish as a text."""

LOOKED_AT = 4_000
BEGINNINGS = {
    b"\x89PNG\r\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF8": "image/gif",
    b"%PDF-": "application/pdf",
    b"PK\x03\x04": "application/zip",
}
WRITTEN = bytes(byte for byte in range(256) if byte >= 0x20 or byte in b"\t\n\r\f\x0e\x0f\x1b")
"""Bytes that texts are made of, in any charset of eight bits: what starts and ends another alphabet belongs to them."""


def kind_of_bytes(data: bytes) -> str:
    """Name the type of bytes that cannot be a text; "" where they can. One in fifty that no text has is too many for a text."""
    kind = next((kind for begins, kind in BEGINNINGS.items() if data.startswith(begins)), "")
    beginning = data[:LOOKED_AT]
    odd = len(beginning.translate(None, WRITTEN + b"\0"))
    if odd * 50 <= len(beginning):
        return ""
    return kind or "application/octet-stream"
