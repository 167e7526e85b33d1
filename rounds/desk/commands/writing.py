"""The customer writes on a ticket."""

from collections.abc import Sequence
from datetime import datetime

from rounds.desk import dates
from rounds.desk.commands.holding import end_answered_hold, freed, hold_that_an_answer_ends
from rounds.desk.commands.loading import (
    book_of_date,
    change,
    date_columns,
    locked_survivor,
    move,
    promised_dates,
    standing,
)
from rounds.desk.commands.returning import free_of_who_left
from rounds.desk.commands.saying import say
from rounds.desk.dates import Standing
from rounds.desk.events.dates import DateDropped
from rounds.desk.events.talk import CustomerWrote, RobotWrote
from rounds.desk.facts import NO_HEADERS, File, Headers
from rounds.desk.house import A_WORD_OPENS, ROBOTS
from rounds.desk.models import Message, Ticket
from rounds.desk.rules import MessageKind, Move, State
from rounds.policies.book import Book
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import execute


@command
def add_customer_message(
    *,
    ticket_id: int,
    contact_id: int,
    text: str,
    at: datetime,
    by: Actor,
    subject: str = "",
    headers: Headers = NO_HEADERS,
    files: Sequence[File] = (),
    automatic: bool = False,
    address_id: int | None = None,
) -> Message:
    """Add what a party of the ticket wrote: it is our turn, asleep and closed tickets open. On a merged one it goes to the survivor.

    address_id: which they wrote from; whoever was written to once and takes part no more does so again.

    The reopen date stays or goes as it was set (`wake_keeps`). automatic: a robot of theirs wrote (RFC 3834), an
    out-of-office say: it is kept and shown, and moves nothing. at: aware, UTC. Raises NotThere.
    Source: C4; clause kind `promised dates`, key `when the customer answers`.
    """
    ticket = locked_survivor(ticket_id)
    if automatic:
        return _kept(ticket, contact_id, text, at=at, by=by, subject=subject, headers=headers, files=files)
    if address_id:
        execute(TAKES_PART_AGAIN, [here(), ticket.pk, contact_id, address_id])
    made = move(ticket, Move.CUSTOMER_WRITES)
    before, date = ticket.state, ticket.wakes_at
    drops = date is not None and not ticket.wake_keeps
    manual = book_of_date(ticket) if drops else None
    stood = standing(ticket, manual) if manual else None
    message = say(
        ticket, MessageKind.CUSTOMER, text, at=at, contact_id=contact_id, subject=subject, headers=headers, files=files
    )
    columns = date_columns(None, by_id=None, at=at, version=0) if drops else {}
    held = hold_that_an_answer_ends(ticket)
    change(ticket, state=made.state, last_word=made.last_word, said_at=at, closed_at=None, **columns, **freed(held))
    record(
        CustomerWrote(
            ticket=ticket.pk,
            account=ticket.account_id,
            message=message.pk,
            before=before,
            keeps_date=None if date is None else not drops,
        ),
        by=by,
        at=at,
        because=_why_open(before, at) if before in RESTS else None,
    )
    if stood and manual:
        _record_drop(ticket, stood, manual, at)
    end_answered_hold(ticket, held, at=at)
    free_of_who_left(ticket, before=before, at=at)
    return message


RESTS = frozenset({State.ASLEEP, State.CLOSED})


def _why_open(before: str, at: datetime) -> Because:
    """Say why a ticket opened that slept or was closed."""
    seen = Fact("a party of the ticket wrote", at=at), Fact("the ticket was", before)
    return A_WORD_OPENS.because(*seen, then="it is our turn until somebody answers, closes it or puts it to sleep")


TAKES_PART_AGAIN = """
    INSERT INTO ticket_party (workspace_id, ticket_id, contact_id, address_id, role) VALUES (%s, %s, %s, %s, 'cc')
    ON CONFLICT (workspace_id, ticket_id, contact_id) DO NOTHING
"""


def _kept(
    ticket: Ticket,
    contact_id: int,
    text: str,
    *,
    at: datetime,
    by: Actor,
    subject: str,
    headers: Headers,
    files: Sequence[File],
) -> Message:
    """Keep what a robot wrote; nobody has spoken."""
    message = say(
        ticket, MessageKind.CUSTOMER, text, at=at, contact_id=contact_id, subject=subject, headers=headers, files=files
    )
    seen = Fact("a mail came", at=at), Fact("it says of itself", "that a program wrote it")
    why = ROBOTS.because(*seen, then=f"the ticket stays {ticket.state}")
    record(RobotWrote(ticket=ticket.pk, account=ticket.account_id, message=message.pk), by=by, at=at, because=why)
    return message


def _record_drop(ticket: Ticket, stood: Standing, manual: Book, at: datetime) -> None:
    """Say that the answer took the date away, as the manual or whoever set the date wanted."""
    clause = promised_dates(manual)
    by_manual = dates.keeps_by_default(clause) if clause else True
    because = dates.because_dropped(stood, wrote_at=at, keeps_by_manual=by_manual)
    event = DateDropped(ticket=ticket.pk, account=ticket.account_id, was=stood.at or at)
    record(event, by=Actor.clause(because.clause), at=at, because=because)
