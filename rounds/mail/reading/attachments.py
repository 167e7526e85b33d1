"""The files of a mail: a safe name, the declared type, the bytes as they were sent."""

import mimetypes
import re

from rounds.mail.reading.headers import as_typed, one_line, parse_headers
from rounds.mail.reading.letter import Attachment
from rounds.mail.reading.parts import Part

LONGEST_NAME = 200
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,100}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
FILE_NAME = re.compile(r"\.[A-Za-z0-9]{2,5}\Z")
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\"<>|:*?]")


def attachment_of(part: Part, data: bytes, *, position: int) -> Attachment:
    """Make the attachment of a part; `position` counts from 1 and names what has no name."""
    media_type = part.kind.value if MEDIA_TYPE.fullmatch(part.kind.value) else "application/octet-stream"
    return Attachment(
        name=_given(part) or _made_up(media_type, data, position),
        media_type=media_type,
        data=data,
        content_id=one_line(part.headers.raw("content-id")).strip("<>")[:LONGEST_NAME],
        inline=part.disposition.value != "attachment" and bool(part.headers.raw("content-id")),
    )


def _given(part: Part) -> str:
    """Take the name that a part gives itself: as a file, as a place, or in words or an id that end like a file's name."""
    described = part.headers.text("content-description")
    inline = one_line(part.headers.raw("content-id")).strip("<>").partition("@")[0]
    names = (
        part.disposition.get("filename"),
        part.kind.get("name"),
        part.headers.text("content-location"),
        described if FILE_NAME.search(described) else "",
        inline if FILE_NAME.search(inline) else "",
        f"{described}.txt" if described and part.kind.value == "message/delivery-status" else "",
    )
    return next((safe for name in names if name and (safe := _safe(name))), "")


def _safe(name: str) -> str:
    """Keep the last step of a path, without control and direction marks, short enough for any disk."""
    last = re.split(r"[/\\]", name)[-1]
    clean = as_typed(UNFIT.sub("", last)).strip(". ")
    stem, dot, ending = clean.rpartition(".")
    if len(clean) <= LONGEST_NAME or not dot or len(ending) > 20:
        return clean[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def _made_up(media_type: str, data: bytes, position: int) -> str:
    """Name what came without a name: a forwarded mail by its subject, anything else by its place and type."""
    if media_type == "message/rfc822":
        subject = parse_headers(data[:50_000].partition(b"\n\n")[0]).text("subject")
        return f"{_safe(subject[:100]) or 'forwarded mail'}.eml"
    if media_type == "message/delivery-status":
        return "delivery-status.txt"
    return f"attachment {position}{mimetypes.guess_extension(media_type) or ''}"
