"""A message as it was written: read anew from the mail that is kept, and cleaned for whoever looks at it now."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from rounds.basics.problems import NotThere
from rounds.desk.models import Attachment
from rounds.desk.rules import MessageKind
from rounds.mail.models import Received
from rounds.mail.reading import Address, Letter, Unreadable, take_apart
from rounds.mail.showing import Cleaned, cleaned, seal_of


@dataclass(frozen=True, slots=True)
class Written:
    """A mail as it was written. html: cleaned, None where it had none or one too deep to show. date: aware, UTC, as claimed.

    seal: whether it is signed or encrypted, as a sentence, else "".
    """

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    subject: str
    date: datetime | None
    text: str
    html: Cleaned | None
    seal: str


FileAddress = Callable[[int, str, bytes], str]
"""Says under which address a file stands that came along, by its id, name and bytes; empty where it is not to be shown."""


def written(message_id: int, *, images: bool, file_address: FileAddress) -> Written:
    """Give a message as the mail was written that it came by, and never the bounce of an answer. images: whether those of other
    servers are shown.

    Raises NotThere where it did not come by mail, or its mail was erased.
    """
    came = Received.objects.filter(Q(message__kind=MessageKind.CUSTOMER) | Q(message__old_answer=True))
    raw = came.filter(message_id=message_id).values_list("raw", flat=True).first()
    if raw is None:
        raise NotThere(f"mail of message {message_id}")
    letter = _letter(bytes(raw), what=f"mail of message {message_id}")
    return _shown(letter, _inline(letter, message_id, file_address), images=images)


def written_file(raw: bytes, *, images: bool) -> Written:
    """Give a forwarded mail, a file of a message, as it was written. Raises NotThere where it is none."""
    return _shown(_letter(raw, what="mail in a file"), {}, images=images)


def _letter(raw: bytes, *, what: str) -> Letter:
    try:
        return take_apart(raw)
    except Unreadable as nothing:
        raise NotThere(what) from nothing


def _shown(letter: Letter, inline: dict[str, str], *, images: bool) -> Written:
    html = cleaned(letter.html, inline=inline, images=images) if letter.html else None
    return Written(
        letter.sender,
        letter.to,
        letter.cc,
        letter.subject,
        letter.date,
        letter.text,
        html,
        seal_of(letter),
    )


def _inline(letter: Letter, message_id: int, file_address: FileAddress) -> dict[str, str]:
    """Say where each image that came along stands: the same bytes on the same message, so nobody else's are ever named."""
    along = {hashlib.sha256(each.data).hexdigest(): each.data for each in letter.attachments if each.content_id}
    if not along:
        return {}
    files = Attachment.objects.filter(message_id=message_id).values_list("blob__sha256", "id", "name")
    stands = {digest: file_address(file_id, name, along[digest]) for digest, file_id, name in files if digest in along}
    named = {each.content_id: hashlib.sha256(each.data).hexdigest() for each in letter.attachments if each.content_id}
    return {content_id: stands[digest] for content_id, digest in named.items() if stands.get(digest)}
