"""Which files a browser may show beside the page: pictures, PDF and plain text, where the bytes are what the sender says.

Never HTML or SVG: both run what is in them. What is shown stands on an address of its own, under a policy of its own.
"""

from rounds.desk.pictures import BEGINS

SHOWN_AS = {
    "image/png": "image/png",
    "image/jpeg": "image/jpeg",
    "image/gif": "image/gif",
    "image/webp": "image/webp",
    "application/pdf": "application/pdf",
    "text/plain": "text/plain; charset=utf-8",
    "text/csv": "text/plain; charset=utf-8",
    "text/calendar": "text/plain; charset=utf-8",
}
"""As what each type is sent; a text never as anything that a program opens by itself."""

LARGEST_PICTURE = 6 * 2**20
LARGEST_PAGE = 20 * 2**20
"""Bytes beyond which a file is only saved."""

_BEGINS = {**BEGINS, "application/pdf": (b"%PDF-",)}


def look_of(media_type: str, size: int) -> str:
    """Say how a file is shown: "image" in the message, "page" in a tab of its own, "mail" as it was written, "" only saved."""
    if media_type == "message/rfc822":
        return "mail"
    if media_type not in SHOWN_AS:
        return ""
    if media_type.startswith("image/"):
        return "image" if size <= LARGEST_PICTURE else ""
    return "page" if size <= LARGEST_PAGE else ""


def is_what_it_says(media_type: str, data: bytes) -> bool:
    """Say whether these bytes begin as their type does; a text has no NUL and can be read."""
    if media_type not in SHOWN_AS or not look_of(media_type, len(data)):
        return False
    if begins := _BEGINS.get(media_type):
        return data.startswith(begins) and (media_type != "image/webp" or data[8:12] == b"WEBP")
    try:
        return "\x00" not in data.decode()
    except UnicodeDecodeError:
        return False


def policy_of(kind: str) -> str:
    """Give the policy under which it is shown. A browser's own PDF reader does not open inside a sandbox."""
    closed = "default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    return closed if kind == "application/pdf" else f"{closed}; sandbox"
