"""What an answer quotes below itself: the words that it answers, in the copy of whoever wrote them and in no other.

Others on the ticket may never have seen that mail. What it quotes and signs with is left out, so that a thread does not grow by itself.
"""

from rounds.basics.localtime import wall
from rounds.desk.clauses import Quotes
from rounds.desk.commands.loading import sending
from rounds.desk.rules import MessageKind
from rounds.mail.cutting import reply_of
from rounds.mail.dressing import Quoted
from rounds.policies.queries import book
from rounds.workspaces.rows import fetch

LONGEST = 10_000
"""Letters of a mail that are quoted, up to the end of a line; whoever wrote it has the rest."""

CUT = "[…]"


def quoted_for(message: int, *, ticket_id: int, in_reply_to: str, address_id: int) -> Quoted | None:
    """Give what the copy of an answer quotes that goes to this address; None for nothing. Source: clause kind `sending`, key `quotes`.

    in_reply_to: the id of the mail that it answers, as in the mail, empty for none. That is quoted where who has this address wrote it.
    """
    clause = sending(book())
    if not in_reply_to or (clause and clause.quotes is Quotes.NOTHING):
        return None
    for text, at, name in fetch(THEIRS, [ticket_id, MessageKind.CUSTOMER, message, in_reply_to, address_id]):
        if words := reply_of(text, name=name):
            zone = book().zone
            return Quoted(f"{' '.join(name.split())}, {wall(at, zone):%Y-%m-%d %H:%M} ({zone.key}):", _bounded(words))
    return None


THEIRS = """
    SELECT mail.text, mail.at, contact.name FROM message mail JOIN contact ON contact.id = mail.author_contact_id
    WHERE mail.ticket_id = %s AND mail.kind = %s AND mail.id < %s AND mail.message_id = %s
        AND contact.id = (SELECT contact_id FROM contact_address WHERE id = %s)
    ORDER BY mail.id DESC LIMIT 1
"""


def _bounded(words: str) -> str:
    if len(words) <= LONGEST:
        return words
    return f"{words[:LONGEST].rpartition('\n')[0] or words[:LONGEST]}\n{CUT}"
