"""What pages and duties read of the desk."""

from rounds.desk.queries.drafts import Begun, draft_record, drafts_of
from rounds.desk.queries.finding import Found, FoundPage, filtered, find, meant
from rounds.desk.queries.holds import HoldInterval, hold_intervals
from rounds.desk.queries.listing import ListPage, Row, Segment, list_page, our_turn_counted
from rounds.desk.queries.numbers import called, number_of
from rounds.desk.queries.of_account import of_account
from rounds.desk.queries.of_member import held_by
from rounds.desk.queries.of_requester import alone_of, how_many_asked, of_requester
from rounds.desk.queries.one_file import FileBytes, file_of
from rounds.desk.queries.one_ticket import Said, TicketPage, ticket_page
from rounds.desk.queries.threading import Thread, thread_of_message_ids, thread_of_ticket

__all__ = [
    "Begun",
    "FileBytes",
    "Found",
    "FoundPage",
    "HoldInterval",
    "ListPage",
    "Row",
    "Said",
    "Segment",
    "Thread",
    "TicketPage",
    "alone_of",
    "called",
    "draft_record",
    "drafts_of",
    "file_of",
    "filtered",
    "find",
    "held_by",
    "hold_intervals",
    "how_many_asked",
    "list_page",
    "meant",
    "number_of",
    "of_account",
    "of_requester",
    "our_turn_counted",
    "thread_of_message_ids",
    "thread_of_ticket",
    "ticket_page",
]
