"""What `rounds mail parse` says of a file: one mapping a file, whose keys programs rely on."""

import gzip
import hashlib
import io
from pathlib import Path
from typing import Any

from rounds.mail.cutting import reply_of
from rounds.mail.reading import Address, Letter, Unreadable, take_apart
from rounds.mail.robots import Sort, sort_of

LARGEST = 50_000_000
"""Bytes of a file that are read; of a larger one the first of them, and its row says so."""

GZIP = b"\x1f\x8b"


def row_of(path: Path) -> dict[str, Any]:
    """Read the mail in a file and say what is in it; whatever is wrong with it stands in `error`.

    keys: file, message_id, in_reply_to, references, from {name, address}, to, cc, reply_to, subject, date (ISO, UTC), text,
    html, reply_text, attachments [{name, type, size, sha256}], auto_reply, bounce {recipient, status, diagnostic} or None, error.
    """
    try:
        raw, error = _bytes_of(path)
        return {"file": str(path), **said_by(take_apart(raw)), "error": error}
    except (Unreadable, OSError, EOFError, gzip.BadGzipFile) as trouble:
        reason = trouble.reason if isinstance(trouble, Unreadable) else f"It cannot be read ({trouble})."
        return {"file": str(path), **said_by(NOTHING), "error": reason}


NOTHING = Letter(sender=Address("", ""), subject="", text="")


def said_by(letter: Letter) -> dict[str, Any]:
    """Say what a letter says, as plain values."""
    seen = sort_of(letter)
    return {
        "message_id": letter.message_id,
        "in_reply_to": list(letter.in_reply_to),
        "references": list(letter.references),
        "from": _person(letter.sender),
        "to": [_person(each) for each in letter.to],
        "cc": [_person(each) for each in letter.cc],
        "reply_to": [_person(each) for each in letter.reply_to],
        "subject": letter.subject,
        "date": letter.date.isoformat() if letter.date else None,
        "text": letter.text,
        "html": letter.html,
        "reply_text": reply_of(letter.text),
        "attachments": [
            {"name": each.name, "type": each.media_type, "size": len(each.data), "sha256": _sha256(each.data)}
            for each in letter.attachments
        ],
        "auto_reply": seen.sort is Sort.AUTO_REPLY,
        "bounce": None
        if seen.bounce is None
        else {
            "recipient": seen.bounce.recipient,
            "status": seen.bounce.status,
            "diagnostic": seen.bounce.diagnostic,
        },
    }


def _bytes_of(path: Path) -> tuple[bytes, str | None]:
    """Take the bytes of a file, unpacked where it is packed with gzip; say so where it is larger than what is read."""
    with path.open("rb") as file:
        packed = file.read(2) == GZIP
        file.seek(0)
        source: io.BufferedIOBase = gzip.GzipFile(fileobj=file) if packed else file
        raw = source.read(LARGEST + 1)
    if len(raw) > LARGEST:
        return raw[:LARGEST], f"It is larger than {LARGEST:,} bytes; what stands behind them was not read."
    return raw, None


def _person(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.email}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
