"""What an answer quotes below itself: the words that it answers, in the copy of whoever wrote them and in no other.

Others on the ticket may never have seen that mail. What it quotes and signs with is left out, so that a thread does not grow by itself.
"""

from rounds.basics.localtime import wall
from rounds.desk.clauses import Quotes
from rounds.desk.commands.loading import sending
from rounds.desk.models import Message
from rounds.desk.rules import MessageKind
from rounds.mail.cutting import reply_of
from rounds.mail.dressing import Quoted
from rounds.policies.queries import book
from rounds.workspaces.rows import find

LONGEST = 10_000
"""Letters of a mail that are quoted, up to the end of a line; whoever wrote it has the rest."""

CUT = "[…]"


def quoted_for(message: Message, address_id: int) -> Quoted | None:
    """Give what the copy of an answer quotes that goes to this address; None for nothing. Source: clause kind `sending`, key `quotes`."""
    clause = sending(book())
    if clause and clause.quotes is Quotes.NOTHING:
        return None
    answered = _answered(message, address_id)
    name = answered.author_contact.name if answered and answered.author_contact else ""
    words = reply_of(answered.text, name=name) if answered else ""
    if answered is None or not words:
        return None
    zone = book().zone
    return Quoted(f"{' '.join(name.split())}, {wall(answered.at, zone):%Y-%m-%d %H:%M} ({zone.key}):", _bounded(words))


def _answered(message: Message, address_id: int) -> Message | None:
    """Find the mail that a message answers, where who has this address wrote it."""
    if not message.in_reply_to:
        return None
    values = [message.ticket_id, MessageKind.CUSTOMER, message.pk, message.in_reply_to, address_id]
    return next(iter(find(Message, THEIRS, values)), None)


THEIRS = """
    ticket_id = %s AND kind = %s AND id < %s AND message_id = %s
    AND author_contact_id = (SELECT contact_id FROM contact_address WHERE id = %s) ORDER BY id DESC LIMIT 1
"""


def _bounded(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return f"{words[:LONGEST].rpartition('\n')[0] or words[:LONGEST]}\n{CUT}"
