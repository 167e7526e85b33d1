"""Our own mails: what a message of the desk looks like on the wire.

Every field is set through Python's `email` package, which refuses line ends in headers; what people wrote is made one
line before. The bytes are the same each time a message is composed, so a second try sends the same mail.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from email.headerregistry import Address as Mailbox
from email.message import EmailMessage
from email.policy import SMTP, EmailPolicy
from email.utils import format_datetime
from hashlib import sha256

from rounds.mail.reading import Address

POLICY = SMTP.clone(max_line_length=998, cte_type="7bit")
INTERNATIONAL = POLICY.clone(utf8=True)
LONGEST_REFERENCES = 20


@dataclass(frozen=True, slots=True)
class Enclosure:
    """A file to send along."""

    name: str
    media_type: str
    data: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A mail as it leaves. at: aware, UTC; when it was written. Ids with their angle brackets."""

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
    mail.set_content(outgoing.text)
    for enclosure in outgoing.enclosures:
        _enclose(mail, enclosure)
    if mail.is_multipart():
        mail.set_boundary(f"=_{sha256(outgoing.message_id.encode()).hexdigest()[:32]}")
    return mail.as_bytes()


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
    if outgoing.in_reply_to:
        mail["In-Reply-To"] = _one_line(outgoing.in_reply_to)
    ids = outgoing.references
    if len(ids) > LONGEST_REFERENCES:
        ids = (ids[0], *ids[1 - LONGEST_REFERENCES :])
    if ids:
        mail["References"] = _one_line(" ".join(ids))


def _enclose(mail: EmailMessage, enclosure: Enclosure) -> None:
    """Attach a file as bytes, whatever its type claims, so that no mail server changes it on its way."""
    kind, _, subtype = enclosure.media_type.partition("/")
    if kind in ("multipart", "message") or not subtype:
        kind, subtype = "application", "octet-stream"
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
