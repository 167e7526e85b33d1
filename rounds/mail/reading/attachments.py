"""The files of a mail: a safe name, the declared type, the bytes as they were sent."""

import re
from collections.abc import Collection

from rounds.mail.reading.charsets import named_in
from rounds.mail.reading.headers import as_typed, one_line, parse_headers
from rounds.mail.reading.letter import Attachment
from rounds.mail.reading.parts import BLANK_LINE, Part

LONGEST_NAME = 200
MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,100}/[a-z0-9][a-z0-9!#$&^_.+-]{0,100}")
FILE_NAME = re.compile(r"\.[A-Za-z0-9]{2,5}\Z")
UNFIT = re.compile(r"[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\"<>|:*?]")


NAMES = {
    "application/pdf": "document.pdf",
    "application/zip": "archive.zip",
    "audio/mpeg": "audio.mp3",
    "image/bmp": "image.bmp",
    "image/gif": "image.gif",
    "image/jpeg": "image.jpg",
    "image/jpg": "image.jpg",
    "image/png": "image.png",
    "image/svg+xml": "image.svg",
    "image/tiff": "image.tif",
    "image/webp": "image.webp",
    "message/delivery-status": "delivery-status.txt",
    "text/calendar": "calendar.ics",
    "text/csv": "table.csv",
    "text/html": "document.html",
    "text/plain": "document.txt",
    "text/vcard": "card.vcf",
    "text/x-vcard": "card.vcf",
    "video/mp4": "video.mp4",
    "video/quicktime": "video.mov",
}
"""What a file is called that nobody named, the same on every machine."""


def attachment_of(part: Part, data: bytes, *, taken: Collection[str]) -> Attachment:
    """Make the attachment of a part. taken: names of those before it; a name that comes again gets a number."""
    media_type = part.kind.value if MEDIA_TYPE.fullmatch(part.kind.value) else "application/octet-stream"
    return Attachment(
        name=its_own(_given(part) or _made_up(part, media_type, data), taken),
        media_type=media_type,
        data=data,
        content_id=one_line(part.headers.raw("content-id")).strip("<>")[:LONGEST_NAME],
        inline=part.disposition.value != "attachment" and bool(part.headers.raw("content-id")),
    )


def _given(part: Part) -> str:
    """Take the name that a part gives itself: as a file, as a place, or in words or an id that end like a file's name."""
    described = part.headers.text("content-description")
    inline = _content_id(part)
    names = (
        part.disposition.get("filename"),
        part.kind.get("name"),
        part.headers.text("content-location"),
        described if FILE_NAME.search(described) else "",
        inline if FILE_NAME.search(inline) else "",
        f"{described}.txt" if described and part.kind.value == "message/delivery-status" else "",
    )
    return next((safe for name in names if name and (safe := safe_name(name))), "")


def safe_name(name: str) -> str:
    """Keep the last step of a path, without control and direction marks, short enough for any disk."""
    last = re.split(r"[/\\]", name)[-1]
    clean = as_typed(UNFIT.sub("", last)).strip(". ")
    stem, dot, ending = clean.rpartition(".")
    if len(clean) <= LONGEST_NAME or not dot or len(ending) > 20:
        return clean[:LONGEST_NAME]
    return f"{stem[: LONGEST_NAME - len(ending) - 1]}.{ending}"


def _made_up(part: Part, media_type: str, data: bytes) -> str:
    """Name what came without a name: a forwarded mail by its subject, anything else by its type, else by its id."""
    if media_type == "message/rfc822":
        subject = parse_headers(BLANK_LINE.split(data[:50_000], maxsplit=1)[0], named_in(data)).text("subject")
        return f"{safe_name(subject[:100]) or 'forwarded mail'}.eml"
    return NAMES.get(media_type) or safe_name(_content_id(part)) or "file"


def _content_id(part: Part) -> str:
    return one_line(part.headers.raw("content-id")).strip("<>").partition("@")[0]


def its_own(name: str, taken: Collection[str]) -> str:
    """Give a name that no other file of the mail has, so that all can be kept in one folder."""
    stem, dot, ending = name.rpartition(".")
    numbered = (f"{stem}{number}.{ending}" if dot else f"{name}{number}" for number in range(1, len(taken) + 1))
    return name if name not in taken else next(each for each in numbered if each not in taken)
