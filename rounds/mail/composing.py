"""Our own mails: what a message of the desk looks like on the wire.

Every field is set through Python's `email` package, which refuses line ends in headers; what people wrote is made one
line before. The bytes are the same each time a message is composed, so a second try sends the same mail. A server that signs it (DKIM)
finds nothing that one behind it would write anew: no bare line ends, no line over 998 bytes, no byte above ASCII where it can be helped.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address as Mailbox
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage, Message
from email.policy import SMTP, EmailPolicy, Policy
from email.utils import format_datetime
from functools import cache
from hashlib import sha256

from rounds.mail.dressing import Quoted, dressed, with_quote
from rounds.mail.reading import Address

LONGEST_REFERENCES = 20
MESSAGE_ID = re.compile(r"<[\x21-\x3b\x3d\x3f-\x7e]{1,900}>")
"""An id that can stand in a mail's head; others name no mail that anybody could find."""

MEDIA_TYPE = re.compile(r"(?!multipart/|message/)[\w!#$&^.+-]{1,127}/[\w!#$&^.+-]{1,127}", re.ASCII | re.IGNORECASE)
"""The type of a file that leaves as a file; what claims to be mails, or a type that is none, is bytes."""


class Ids(UnstructuredHeader, BaseHeader):
    """A field of Message-IDs, one a line: Python's own would fold a long one as words, and it would name no mail any more."""

    def fold(self, *, policy: "Policy[Message[str, str]]") -> str:
        """Write the field as it leaves."""
        return f"{self.name}: {f'{policy.linesep} '.join(self.split())}{policy.linesep}"


class Headers(HeaderRegistry):
    """The classes of our fields, made once each: Python's own makes one anew for each field of each mail."""

    @cache  # noqa: B019 - of one registry, which lives as long as the program
    def __getitem__(self, name: str) -> type[BaseHeader]:
        """Give the class of a field."""
        found: type[BaseHeader] = super().__getitem__(name)
        return found


def _headers() -> HeaderRegistry:
    registry = Headers()
    for name in ("message-id", "in-reply-to", "references"):
        registry.map_to_type(name, Ids)
    return registry


POLICY: "EmailPolicy[EmailMessage]" = SMTP.clone(cte_type="7bit", header_factory=_headers())
INTERNATIONAL = POLICY.clone(utf8=True)


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
    mail = EmailMessage(policy=_policy(outgoing))
    mail["From"] = _mailbox(outgoing.sender)
    mail["To"] = [_mailbox(address) for address in outgoing.to]
    if outgoing.cc:
        mail["Cc"] = [_mailbox(address) for address in outgoing.cc]
    mail["Reply-To"] = _mailbox(Address(outgoing.sender.name, outgoing.reply_to))
    mail["Subject"] = _one_line(outgoing.subject)
    mail["Date"] = format_datetime(outgoing.at)
    mail["Message-ID"] = _one_line(outgoing.message_id)
    _thread(mail, outgoing)
    if outgoing.automatic:
        _say_automatic(mail)
    mail.set_content(with_quote(outgoing.text, outgoing.quoted))
    if outgoing.html:
        mail.add_alternative(dressed(outgoing.text, outgoing.quoted), subtype="html")
    for enclosure in outgoing.enclosures:
        _enclose(mail, enclosure)
    _name_boundaries(mail, outgoing.message_id)
    return mail.as_bytes()


def _say_automatic(mail: EmailMessage) -> None:
    """Ask robots for no answer: the field of RFC 3834, and the one that Exchange looks for."""
    mail["Auto-Submitted"] = "auto-replied" if "In-Reply-To" in mail else "auto-generated"
    mail["X-Auto-Response-Suppress"] = "OOF, AutoReply"


def _name_boundaries(mail: EmailMessage, message_id: str) -> None:
    """Give each multipart a boundary that is the same at each try, and in no text."""
    mark = sha256(message_id.encode()).hexdigest()[:32]
    for number, part in enumerate(part for part in mail.walk() if part.is_multipart()):
        part.set_boundary(f"=_{mark}.{number}")


def needs_international(address: str) -> bool:
    """Say whether only a server with SMTPUTF8 (RFC 6531) can take mail for this address; a domain alone never needs it."""
    return not address.rpartition("@")[0].isascii()


def is_international(outgoing: Outgoing) -> bool:
    """Say whether a mail names an address that only a server with SMTPUTF8 can take, whoever this copy is for."""
    return any(needs_international(address.email) for address in (outgoing.sender, *outgoing.to, *outgoing.cc))


def _policy(outgoing: Outgoing) -> "EmailPolicy[EmailMessage]":
    """Write headers in UTF-8 only where an address cannot be written otherwise."""
    return INTERNATIONAL if is_international(outgoing) else POLICY


def _thread(mail: EmailMessage, outgoing: Outgoing) -> None:
    """Say which mails this one answers; of a long thread its first and its latest."""
    if MESSAGE_ID.fullmatch(outgoing.in_reply_to):
        mail["In-Reply-To"] = outgoing.in_reply_to
    ids = tuple(filter(MESSAGE_ID.fullmatch, outgoing.references))
    if len(ids) > LONGEST_REFERENCES:
        ids = (ids[0], *ids[1 - LONGEST_REFERENCES :])
    if ids:
        mail["References"] = " ".join(ids)


def _enclose(mail: EmailMessage, enclosure: Enclosure) -> None:
    """Attach a file as bytes, whatever its type claims, so that no mail server changes it on its way."""
    named = MEDIA_TYPE.fullmatch(enclosure.media_type)
    kind, _, subtype = (named[0] if named else "application/octet-stream").partition("/")
    name = _one_line(enclosure.name).replace("=?", "= ?")  # an encoded word in it would be decoded, line ends and all
    mail.add_attachment(enclosure.data, maintype=kind, subtype=subtype, filename=name)


def _mailbox(address: Address) -> Mailbox:
    """Write an address for a header; a name with line ends becomes one line."""
    local, _, host = on_the_wire(address.email).rpartition("@")
    return Mailbox(display_name=_one_line(address.name), username=local, domain=host)


def on_the_wire(address: str) -> str:
    """Write an address as servers take it: its domain in ASCII (RFC 5891). Raises ValueError for a domain that is none."""
    local, _, host = address.rpartition("@")
    return f"{local}@{host}" if host.isascii() else f"{local}@{host.encode('idna').decode('ascii')}"


def can_be_written(address: str) -> bool:
    """Say whether an address can stand in a mail's header."""
    try:
        _mailbox(Address("", address))
    except ValueError:
        return False
    return True


def _one_line(text: str) -> str:
    return " ".join(text.split())
