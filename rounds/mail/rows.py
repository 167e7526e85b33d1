"""What `rounds mail parse` says of a file: one mapping a mail, whose keys programs rely on."""

import gzip
import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, BinaryIO

from rounds.mail.cutting import reply_of
from rounds.mail.in_files import Found, cut_out, several
from rounds.mail.reading import Address, Letter, Unreadable, take_apart
from rounds.mail.robots import Sort, sort_of

type Row = dict[str, Any]

LARGEST = 50_000_000
"""Bytes of a file that are read; of a larger one the first of them, and its row says so."""

TOO_LARGE = f"It is larger than {LARGEST:,} bytes; what stands behind them was not read."

GZIP = b"\x1f\x8b"
AT_ONCE = 1_000_000


def rows_of(path: Path) -> Iterator[Row]:
    """Give a row of the mail in a file, or of each in an mbox, which has its `number` there, from 1 (a file that is one mail has none).

    Whatever is wrong with a mail stands in `error`. Addresses stand as the mail has them, a last dot and quotation marks too; what the desk
    answers to is `Address.email`.
    keys: file, message_id and in_reply_to (text or None), references (a list), from {name, address}, to, cc, reply_to, subject, date
    (ISO, UTC), text, html, reply_text, attachments [{name, type, size, sha256}], auto_reply, bounce {recipient, status, diagnostic} or
    None, error; authors where there are several, the sender first.
    """
    try:
        with path.open("rb") as file:
            mails = several(str(path), file) if file.seekable() else None
            if mails is None:
                if file.seekable():
                    file.seek(0)
                yield from rows_from(str(path), file)
                return
            with path.open("rb") as beside:
                yield from (_row_of_one(found, beside) for found in mails)
    except OSError as trouble:
        yield row_of_trouble(str(path), trouble)


def rows_from(name: str, source: io.BufferedReader) -> Iterator[Row]:
    """Read what a file or a pipe brings, packed with gzip perhaps, as `rows_of` does. name: what `file` says."""
    raw, error = _bytes_of(source)
    if (mails := several(name, io.BytesIO(raw))) is None:
        yield _row(name, raw, error)
        return
    beside = io.BytesIO(raw)
    yield from (_row_of_one(found, beside) for found in mails)
    if error:
        yield {"file": name, **said_by(NOTHING), "error": error}


def row_of(path: Path) -> Row:
    """Give the row of a file that holds one mail; of an mbox the first."""
    return next(rows_of(path))


def _row_of_one(found: Found, beside: BinaryIO) -> Row:
    raw = cut_out(replace(found, size=min(found.size, LARGEST)), beside)
    row = _row(found.path, raw, TOO_LARGE if found.size > LARGEST else None)
    return {"file": row.pop("file"), "number": found.number, **row}


def _row(name: str, raw: bytes, error: str | None) -> Row:
    try:
        return {"file": name, **said_by(take_apart(raw)), "error": error}
    except Unreadable as trouble:
        return {"file": name, **said_by(NOTHING), "error": error or trouble.reason}


def row_of_trouble(name: str, trouble: OSError) -> Row:
    """Make the row of a file that cannot be opened."""
    reason = (
        "There is no such file."
        if isinstance(trouble, FileNotFoundError)
        else f"It cannot be opened ({trouble.strerror})."
    )
    return {"file": name, **said_by(NOTHING), "error": reason}


def _why(trouble: Exception) -> str:
    said = (isinstance(trouble, OSError) and trouble.strerror) or str(trouble)
    return f"It cannot be read to its end ({said.rstrip('.')})."


NOTHING = Letter(sender=Address("", ""), subject="", text="")


def said_by(letter: Letter) -> Row:
    """Say what a letter says, as plain values."""
    seen = sort_of(letter)
    return {
        "message_id": letter.message_id,
        "in_reply_to": " ".join(letter.in_reply_to) or None,
        "references": list(letter.references),
        "from": _person(letter.sender),
        **({"authors": [_person(each) for each in (letter.sender, *letter.others)]} if len(letter.authors) > 1 else {}),
        "to": [_person(each) for each in letter.to],
        "cc": [_person(each) for each in letter.cc],
        "reply_to": [_person(each) for each in letter.reply_to],
        "subject": letter.subject,
        "date": letter.date.isoformat() if letter.date else None,
        "text": letter.text,
        "html": letter.html,
        "reply_text": reply_of(letter.text, name=letter.sender.name, address=letter.sender.email),
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


def _bytes_of(source: io.BufferedReader) -> tuple[bytes, str | None]:
    """Take the bytes of a mail, unpacked where they are packed; say so where they are too many, or break off."""
    packed = source.peek(2)[:2] == GZIP
    opened = gzip.GzipFile(fileobj=source) if packed else source
    found = io.BytesIO()
    try:
        while found.tell() <= LARGEST and (piece := opened.read1(AT_ONCE)):
            found.write(piece)
    except (OSError, EOFError, zlib.error) as trouble:
        return found.getvalue(), _why(trouble)
    if found.tell() <= LARGEST:
        return found.getvalue(), None
    found.truncate(LARGEST)
    return found.getvalue(), TOO_LARGE


def _person(address: Address) -> dict[str, str]:
    return {"name": address.name, "address": address.as_written}


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
