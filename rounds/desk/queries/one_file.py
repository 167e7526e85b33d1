"""One file that came with a message, with its bytes."""

from dataclasses import dataclass, field

from rounds.basics.problems import NotThere
from rounds.desk.models import Attachment


@dataclass(frozen=True, slots=True)
class FileBytes:
    """A file as it is kept. media_type: as the sender said, which may be untrue."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


def file_of(attachment_id: int) -> FileBytes:
    """Give a file with its bytes. Raises NotThere."""
    found = Attachment.objects.select_related("blob").filter(id=attachment_id).first()
    if found is None:
        raise NotThere(f"file {attachment_id}")
    return FileBytes(found.name, found.media_type, bytes(found.blob.data))
