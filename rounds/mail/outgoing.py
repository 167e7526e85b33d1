"""From an outbox row to the mail that leaves: the message, its ticket, who gets it, and the files with it."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from rounds.desk.clauses import LeavesAs
from rounds.desk.commands.loading import sending
from rounds.desk.rules import PartyRole
from rounds.mail.addresses import reply_address, return_address
from rounds.mail.composing import Enclosure, Outgoing, can_be_written, composed, is_international, on_the_wire
from rounds.mail.conversation import Envelope
from rounds.mail.dressing import Quoted
from rounds.mail.knowing import reply_keys
from rounds.mail.models import ANSWERED_AT_ONCE, Errand
from rounds.mail.quoting import quoted_for
from rounds.mail.reading import Address
from rounds.policies.queries import book
from rounds.workspaces.current import here
from rounds.workspaces.queries import this_workspace
from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class Addressed:
    """Who a mail names: the customer in To, whoever else takes part in Cc."""

    to: tuple[Address, ...]
    cc: tuple[Address, ...]


@dataclass(frozen=True, slots=True)
class Leaving:
    """A message and its ticket, as one recipient gets it. message_id: as in the mail. automatic: no member wrote it. files: it has some."""

    message: int
    ticket: int
    number: int
    mailbox: str
    recipient: str
    subject: str
    text: str
    at: datetime
    message_id: str
    in_reply_to: str
    references: str
    automatic: bool
    files: bool


def envelope_of(*, message_id: int, address_id: int) -> Envelope:
    """Compose the mail of a message for one of its recipients. Raises ValueError where an address cannot be written."""
    [found] = fetch(LEAVES, [address_id, message_id])
    mail = Leaving(*found)
    outgoing = _outgoing(mail, _addressed(mail), quoted=_quoted(mail, address_id))
    return Envelope(
        sender=on_the_wire(_comes_back_to(mail)),
        recipient=on_the_wire(mail.recipient),
        data=composed(outgoing),
        international=is_international(outgoing),
    )


LEAVES = """
    SELECT message.id, ticket.id, ticket.number, ticket.mailbox, recipient.address, message.subject, message.text, message.at,
        message.message_id, message.in_reply_to, message.refs, message.author_member_id IS NULL,
        EXISTS (SELECT FROM attachment file WHERE file.message_id = message.id)
    FROM message JOIN ticket ON ticket.id = message.ticket_id JOIN contact_address recipient ON recipient.id = %s
    WHERE message.id = %s
"""


def envelope_of_errand(errand_id: int) -> Envelope:
    """Compose a mail that is about no ticket. Raises ValueError where an address cannot be written.

    Word that a mail is here names no address to which it comes back, so that whatever answers what comes back answers no answer
    (RFC 3834 §3.3). Of an invitation or a link somebody has to hear that it came back.
    """
    errand = Errand.objects.get(id=errand_id)
    host = errand.sender.rpartition("@")[2]
    outgoing = Outgoing(
        sender=Address(this_workspace().name, errand.sender),
        to=(Address("", errand.recipient),),
        cc=(),
        reply_to=errand.reply_to or errand.sender,
        subject=errand.subject,
        text=errand.text,
        at=errand.created_at,
        message_id=f"<errand.{here()}.{errand.pk}@{host}>",
        in_reply_to=errand.answers,
        references=(errand.answers,) if errand.answers else (),
        html=_leaves_as() is LeavesAs.BOTH,
        automatic=True,
    )
    return Envelope(
        sender="" if errand.about_kind == ANSWERED_AT_ONCE else on_the_wire(errand.sender),
        recipient=on_the_wire(errand.recipient),
        data=composed(outgoing),
        international=is_international(outgoing),
    )


def _outgoing(mail: Leaving, addressed: Addressed, *, quoted: Quoted | None) -> Outgoing:
    return Outgoing(
        sender=Address(this_workspace().name, mail.mailbox),
        to=addressed.to,
        cc=addressed.cc,
        reply_to=reply_address(mail.mailbox, number=mail.number, key=reply_keys()[0]),
        subject=mail.subject,
        text=mail.text,
        at=mail.at,
        message_id=mail.message_id,
        in_reply_to=mail.in_reply_to,
        references=tuple(mail.references.split()),
        enclosures=_enclosures(mail) if mail.files else (),
        quoted=quoted,
        html=_leaves_as() is LeavesAs.BOTH,
        automatic=mail.automatic,
    )


def _quoted(mail: Leaving, address_id: int) -> Quoted | None:
    return quoted_for(mail.message, ticket_id=mail.ticket, in_reply_to=mail.in_reply_to, address_id=address_id)


def _comes_back_to(mail: Leaving) -> str:
    """Say to which address of ours a mail comes back that cannot be delivered."""
    if settings.SMTP_OUT and not settings.SMTP_OUT.signs_return:
        return mail.mailbox
    return return_address(mail.mailbox, number=mail.number, key=reply_keys()[0])


def _leaves_as() -> LeavesAs:
    """Say in which forms our mails leave. Source: clause kind `sending`, key `leaves as`."""
    clause = sending(book())
    return clause.leaves_as if clause else LeavesAs.BOTH


def _addressed(mail: Leaving) -> Addressed:
    """Name the ticket's parties; where the customer is none of them, whoever gets this copy stands in To."""
    people = [
        (role, Address(name if name != address else "", address))
        for role, name, address in fetch(PARTIES, [mail.ticket])
        if address == mail.recipient or can_be_written(address)  # nobody's broken one keeps it from the others
    ]
    to = tuple(person for role, person in people if role == PartyRole.REQUESTER)
    cc = tuple(person for role, person in people if role != PartyRole.REQUESTER)
    return Addressed(to or (Address("", mail.recipient),), cc)


PARTIES = """
    SELECT party.role, contact.name, address.address FROM ticket_party party
    JOIN contact ON contact.id = party.contact_id JOIN contact_address address ON address.id = party.address_id
    WHERE party.ticket_id = %s ORDER BY party.id
"""


def _enclosures(mail: Leaving) -> tuple[Enclosure, ...]:
    return tuple(Enclosure(name, kind, bytes(data)) for name, kind, data in fetch(FILES, [mail.message]))


FILES = """
    SELECT file.name, file.media_type, blob.data FROM attachment file JOIN blob ON blob.id = file.blob_id
    WHERE file.message_id = %s ORDER BY file.id
"""
