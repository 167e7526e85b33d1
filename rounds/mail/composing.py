"""Our own mails: what a message of the desk looks like on the wire.

`fields.py` writes what stands in the head, `parts.py` what stands below it. The bytes are the same each time a message is composed, so a
second try sends the same mail.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.utils import format_datetime
from hashlib import sha256

from rounds.mail import fields
from rounds.mail.dressing import Quoted, dressed, with_quote
from rounds.mail.fields import INTERNATIONAL, RULES, Rules
from rounds.mail.parts import file_part, several, text_part
from rounds.mail.reading import Address

LONGEST_REFERENCES = 20
MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,900}>")
"""An id that can stand in a mail's head; others name no mail that anybody could find."""

MEDIA_TYPE = re.compile(r"(?!multipart/|message/)[\w!#$&^.+-]{1,127}/[\w!#$&^.+-]{1,127}", re.ASCII | re.IGNORECASE)
"""The type of a file that leaves as a file; what claims to be mails, or a type that is none, is bytes."""


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to send along."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail as it leaves. at: aware, UTC; when it was written. Ids with their angle brackets.

    quoted: what stands below the text. html: whether the text leaves as HTML too, beside itself. automatic: no person wrote it.
    """

    sender: Address
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    reply_to: str
    subject: str
    text: str
    at: datetime
    message_id: str
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    enclosures: Sequence[Enclosure] = ()
    quoted: Quoted | None = None
    html: bool = True
    automatic: bool = False


def composed(outgoing: Outgoing) -> bytes:
    """Write a mail down, lines ended as SMTP wants them. Raises ValueError where an address cannot be written."""
    rules = INTERNATIONAL if is_international(outgoing) else RULES
    return b"".join((*_head(outgoing, rules), b"MIME-Version: 1.0\r\n", _body(outgoing, rules)))


def _head(outgoing: Outgoing, rules: Rules) -> Iterator[bytes]:
    """Say from whom, to whom, what about, when, and what it answers. In UTF-8 only where an address cannot be written otherwise."""
    yield fields.mailboxes("From", [outgoing.sender], rules)
    yield fields.mailboxes("To", outgoing.to, rules)
    if outgoing.cc:
        yield fields.mailboxes("Cc", outgoing.cc, rules)
    yield fields.mailboxes("Reply-To", [Address(outgoing.sender.name, outgoing.reply_to)], rules)
    yield fields.words("Subject", outgoing.subject, rules)
    yield fields.words("Date", format_datetime(outgoing.at))
    yield fields.ids("Message-ID", outgoing.message_id.split(), rules)
    answers = bool(MESSAGE_ID.fullmatch(outgoing.in_reply_to))
    if answers:
        yield fields.ids("In-Reply-To", [outgoing.in_reply_to])
    if thread := _thread(outgoing.references):
        yield fields.ids("References", thread)
    if outgoing.automatic:
        yield from _asks_for_no_answer("auto-replied" if answers else "auto-generated")


def _thread(references: Sequence[str]) -> tuple[str, ...]:
    """Give the mails that this one follows; of a long thread its first and its latest."""
    found = tuple(filter(MESSAGE_ID.fullmatch, references))
    return found if len(found) <= LONGEST_REFERENCES else (found[0], *found[1 - LONGEST_REFERENCES :])


def _asks_for_no_answer(how: str) -> Iterator[bytes]:
    """Ask robots for no answer: the field of RFC 3834, and the one that Exchange looks for."""
    yield fields.words("Auto-Submitted", how)
    yield fields.words("X-Auto-Response-Suppress", "OOF, AutoReply")


def _body(outgoing: Outgoing, rules: Rules) -> bytes:
    """Write the text, beside it the same as HTML, and the files. Boundaries are the same at each try, and in no text."""
    mark = sha256(outgoing.message_id.encode()).hexdigest()[:32]
    files = [_file(enclosure, rules) for enclosure in outgoing.enclosures]
    body = text_part(with_quote(outgoing.text, outgoing.quoted), "plain")
    if outgoing.html:
        dress = text_part(dressed(outgoing.text, outgoing.quoted), "html")
        body = several("alternative", [body, dress], boundary=f"=_{mark}.{1 if files else 0}")
    return several("mixed", [body, *files], boundary=f"=_{mark}.0") if files else body


def _file(enclosure: Enclosure, rules: Rules) -> bytes:
    named = MEDIA_TYPE.fullmatch(enclosure.media_type)
    name = fields.one_line(enclosure.name).replace(
        "=?", "= ?"
    )  # an encoded word in it would be decoded, line ends and all
    media_type = named[0] if named else "application/octet-stream"
    return file_part(enclosure.data, media_type=media_type, name=name, rules=rules)


def needs_international(address: str) -> bool:
    """Say whether only a server with SMTPUTF8 (RFC 6531) can take mail for this address; a domain alone never needs it."""
    return not address.rpartition("@")[0].isascii()


def is_international(outgoing: Outgoing) -> bool:
    """Say whether a mail names an address that only a server with SMTPUTF8 can take, whoever this copy is for."""
    return any(needs_international(address.email) for address in (outgoing.sender, *outgoing.to, *outgoing.cc))


def can_be_written(address: str) -> bool:
    """Say whether an address can stand in a mail's header."""
    try:
        fields.mailbox(Address("", address))
    except ValueError:
        return False
    return True
