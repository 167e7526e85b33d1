"""What pages and doors read of the mail room."""

from rounds.mail.queries.coming import came_by
from rounds.mail.queries.errands import how_they_fare
from rounds.mail.queries.health import Health, MailPage, mail_page
from rounds.mail.queries.mailboxes import Box, answers_from, correspondents, mailbox_of, mailboxes_named
from rounds.mail.queries.outbox import (
    MOST_COUNTED,
    Delivery,
    OutboxList,
    OutboxPage,
    Show,
    nowhere,
    outbox_counts,
    outbox_list,
    outbox_page,
    standing_counts,
    where_is,
)
from rounds.mail.queries.quarantine import (
    WHYS,
    Counted,
    Held,
    Original,
    Settled,
    Source,
    held,
    held_by_reason,
    held_count,
    held_ids,
    original,
    settled,
    source,
)
from rounds.mail.queries.saying import says, verdict
from rounds.mail.queries.ways import WaysIn, account_numbered, all_ways_in, ways_in
from rounds.mail.queries.written import Written, written, written_file

__all__ = [
    "MOST_COUNTED",
    "WHYS",
    "Box",
    "Counted",
    "Delivery",
    "Health",
    "Held",
    "MailPage",
    "Original",
    "OutboxList",
    "OutboxPage",
    "Settled",
    "Show",
    "Source",
    "WaysIn",
    "Written",
    "account_numbered",
    "all_ways_in",
    "answers_from",
    "came_by",
    "correspondents",
    "held",
    "held_by_reason",
    "held_count",
    "held_ids",
    "how_they_fare",
    "mail_page",
    "mailbox_of",
    "mailboxes_named",
    "nowhere",
    "original",
    "outbox_counts",
    "outbox_list",
    "outbox_page",
    "says",
    "settled",
    "source",
    "standing_counts",
    "verdict",
    "ways_in",
    "where_is",
    "written",
    "written_file",
]
