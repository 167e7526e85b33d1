"""From what was packed into one part to files and a text of the mail: `winmail.dat`."""

from collections.abc import Collection
from mimetypes import MimeTypes

from rounds.mail.reading.attachments import MEDIA_TYPE, its_own, safe_name
from rounds.mail.reading.letter import Attachment
from rounds.mail.reading.rtf import read_rtf
from rounds.mail.reading.tnef import Opened, unpacked_rtf
from rounds.mail.reading.versions import Piece

TYPES = MimeTypes()
"""Python's own table: the same on every machine."""


def files_of(packed: Opened, *, taken: Collection[str]) -> list[Attachment]:
    """Make attachments of the files that were packed."""
    found: list[Attachment] = []
    for each in packed.files:
        name = its_own(safe_name(each.name) or "file", {*taken, *(file.name for file in found)})
        guessed = TYPES.guess_type(name)[0] or "application/octet-stream"
        kind = each.media_type.lower() if MEDIA_TYPE.fullmatch(each.media_type.lower()) else guessed
        found.append(Attachment(name, kind, each.data, each.content_id[:200], inline=bool(each.content_id)))
    return found


def text_of_packed(packed: Opened) -> Piece | None:
    """Give the message that was packed, out of RTF where it is in no other form; None where there is none."""
    text, markup = packed.text, packed.html
    if packed.rtf and not text and not markup:
        text, markup = read_rtf(unpacked_rtf(packed.rtf))
    text = text.replace("\r\n", "\n").strip()
    return Piece(text or None, markup or None) if text or markup else None
