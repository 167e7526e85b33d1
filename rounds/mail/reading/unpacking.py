"""From what was packed into one part to files and a text of the mail: `winmail.dat`."""

from collections.abc import Collection
from mimetypes import MimeTypes

from rounds.mail.reading.attachments import MEDIA_TYPE, its_own, safe_name
from rounds.mail.reading.letter import Attachment
from rounds.mail.reading.tnef import Opened, Packed
from rounds.mail.reading.versions import Piece

TYPES = MimeTypes()
"""Python's own table: the same on every machine."""


def files_of(packed: Opened, *, taken: Collection[str]) -> list[Attachment]:
    """Make attachments of the files that were packed; a message that is there in RTF alone is one of them."""
    rtf = (
        [Packed("message.rtf", packed.rtf, "application/rtf")]
        if packed.rtf and not packed.text and not packed.html
        else []
    )
    found: list[Attachment] = []
    for each in (*packed.files, *rtf):
        name = its_own(safe_name(each.name) or "file", {*taken, *(file.name for file in found)})
        guessed = TYPES.guess_type(name)[0] or "application/octet-stream"
        kind = each.media_type.lower() if MEDIA_TYPE.fullmatch(each.media_type.lower()) else guessed
        found.append(Attachment(name, kind, each.data, each.content_id[:200], inline=bool(each.content_id)))
    return found


def text_of_packed(packed: Opened) -> Piece | None:
    """Give the message that was packed; None where there is none in a form that is read."""
    text = packed.text.replace("\r\n", "\n").strip()
    return Piece(text or None, packed.html or None) if text or packed.html else None
