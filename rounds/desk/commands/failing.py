"""An answer of ours did not reach the customer; or it did after all."""

from datetime import datetime

from rounds.desk import dates
from rounds.desk.commands.dating import date_by_manual, record_date
from rounds.desk.commands.loading import change, date_columns, locked, move
from rounds.desk.events import AnswerFailed, AnswerLeft
from rounds.desk.models import Message, Ticket
from rounds.desk.rules import LastWord, Move
from rounds.policies.queries import book
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@command
def answer_failed(*, message_id: int, by: Actor, at: datetime) -> Ticket:
    """Open the ticket whose answer never left: it is our turn at once, and the date that the manual set with it goes.

    A date that a person promised stays. by: the mail room. at: aware, UTC. Raises NotThere.
    Source: A3; architecture 3 (a dead letter wakes or reverts what its sending set).
    """
    ticket = locked(_ticket_of(message_id), by_id=True)
    made, before, date = move(ticket, Move.ANSWER_FAILS), ticket.state, ticket.wakes_at
    reverts = date is not None and not dates.survives_answer(set_by_person=ticket.wake_by_id is not None)
    columns = date_columns(None, by_id=None, at=at, version=0) if reverts else {}
    change(ticket, state=made.state, last_word=made.last_word, closed_at=None, woke_at=None, **columns)
    event = AnswerFailed(
        ticket=ticket.pk,
        account=ticket.account_id,
        message=message_id,
        before=before,
        date_was=date if reverts else None,
    )
    record(event, by=by, at=at)
    return ticket


@command
def answer_left(*, message_id: int, by: Actor, at: datetime) -> bool:
    """Let the answer count that left after all, from now on: their turn, and the manual's date is set anew.

    False where the ticket does not wait for it (most mails leave at once). at: aware, UTC. Source: A3.
    """
    waits = Ticket.objects.filter(messages=message_id, last_word=LastWord.POST).values_list("id", flat=True).first()
    if waits is None:
        return False
    ticket, manual = locked(waits, by_id=True), book()
    made = move(ticket, Move.ANSWER_LEAVES)
    date = None if ticket.wakes_at else date_by_manual(manual, at)
    columns = date_columns(date, by_id=None, at=at, version=manual.version) if date else {}
    change(ticket, state=made.state, last_word=made.last_word, **columns)
    record(AnswerLeft(ticket=ticket.pk, account=ticket.account_id, message=message_id), by=by, at=at)
    if date:
        record_date(ticket, date, manual, by=by, at=at)
    return True


def _ticket_of(message_id: int) -> int:
    return Message.objects.filter(id=message_id).values_list("ticket_id", flat=True).first() or 0
