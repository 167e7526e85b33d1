"""The customer writes on a ticket."""

from collections.abc import Sequence
from datetime import datetime

from rounds.desk import dates
from rounds.desk.commands.loading import change, date_columns, locked, move, promised_dates
from rounds.desk.commands.saying import say
from rounds.desk.events import CustomerWrote, DateDropped
from rounds.desk.facts import NO_HEADERS, File, Headers
from rounds.desk.models import Message, Ticket
from rounds.desk.rules import MessageKind, Move
from rounds.policies.queries import book
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


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
) -> Message:
    """Add what a party of the ticket wrote: it is our turn, asleep and closed tickets open.

    The reopen date stays or goes as it was set (`wake_keeps`). at: aware, UTC. Raises NotThere.
    Source: C4; clause kind `promised dates`, key `when the customer answers`.
    """
    ticket = locked(ticket_id, by_id=True)
    made = move(ticket, Move.CUSTOMER_WRITES)
    before, date = ticket.state, ticket.wakes_at
    drops = date is not None and not ticket.wake_keeps
    message = say(
        ticket, MessageKind.CUSTOMER, text, at=at, contact_id=contact_id, subject=subject, headers=headers, files=files
    )
    columns = date_columns(None, by_id=None, at=at, version=0) if drops else {}
    change(ticket, state=made.state, last_word=made.last_word, said_at=at, closed_at=None, **columns)
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
    )
    if drops and date:
        _record_drop(ticket, date, at)
    return message


def _record_drop(ticket: Ticket, was: datetime, at: datetime) -> None:
    """Say that the answer took the date away, as the manual or whoever set the date wanted."""
    manual = book()
    clause = promised_dates(manual)
    because = dates.because_dropped(
        clause.identity if clause else dates.NO_CLAUSE, manual.version, date_at=was, wrote_at=at
    )
    event = DateDropped(ticket=ticket.pk, account=ticket.account_id, was=was)
    record(event, by=Actor.clause(because.clause), at=at, because=because)
