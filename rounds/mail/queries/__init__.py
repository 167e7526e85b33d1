"""What pages and doors read of the mail room."""

from rounds.mail.queries.errands import how_they_fare
from rounds.mail.queries.health import Health, MailPage, mail_page
from rounds.mail.queries.mailboxes import Box, answers_from, mailbox_of, mailboxes_named
from rounds.mail.queries.outbox import Delivery, OutboxPage, outbox_page, standing_counts
from rounds.mail.queries.quarantine import Held, Original, Settled, held, held_count, original, settled
from rounds.mail.queries.written import Written, written, written_file

__all__ = [
    "Box",
    "Delivery",
    "Health",
    "Held",
    "MailPage",
    "Original",
    "OutboxPage",
    "Settled",
    "Written",
    "answers_from",
    "held",
    "held_count",
    "how_they_fare",
    "mail_page",
    "mailbox_of",
    "mailboxes_named",
    "original",
    "outbox_page",
    "settled",
    "standing_counts",
    "written",
    "written_file",
]
