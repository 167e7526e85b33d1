"""An answer of ours did not reach the customer; or it did after all."""

from dataclasses import replace
from datetime import datetime

from rounds.desk import dates
from rounds.desk.commands.dating import date_by_manual, entry_of_date
from rounds.desk.commands.holding import end_hold, freed, standing_hold
from rounds.desk.commands.loading import book_of_date, change, date_columns, locked_survivor, move, standing
from rounds.desk.commands.returning import free_of_who_left
from rounds.desk.events.sending import AnswerFailed, AnswerLeft
from rounds.desk.holds import HoldEnd
from rounds.desk.house import LEFT_AFTER_ALL
from rounds.desk.models import Merged, Message, Ticket
from rounds.desk.rules import LastWord, MessageKind, Move, PartyRole
from rounds.policies.queries import book
from rounds.timeline.commands import entry, record, record_all
from rounds.timeline.rules import Actor, Fact
from rounds.workspaces.current import command
from rounds.workspaces.rows import fetch


@command
def answer_failed(*, message_id: int, address_id: int, by: Actor, at: datetime) -> bool:
    """Open the ticket whose latest answer never reached who asked: it is our turn at once, and the manual's date goes.

    False where that changes nothing: somebody spoke since, or the mail was a copy for somebody who reads along. A date that a
    person promised stays, and so does one of a clause of a room above that was set before this answer, or that waits for none.
    by: the mail room. at: aware, UTC.
    Source: A3; architecture 3 (a dead letter reverts what it set).
    """
    ticket = _waiting_on(message_id, address_id, LastWord.STAFF)
    if ticket is None:
        return False
    made, before = move(ticket, Move.ANSWER_FAILS), ticket.state
    stood = standing(ticket, book_of_date(ticket))
    reverts = stood.at is not None and not stood.by_person and not _not_of_this(ticket, message_id)
    columns = date_columns(None, by_id=None, at=at, version=0) if reverts else {}
    held = standing_hold(ticket)
    change(ticket, state=made.state, last_word=made.last_word, closed_at=None, woke_at=None, **columns, **freed(held))
    event = AnswerFailed(
        ticket=ticket.pk,
        account=ticket.account_id,
        message=message_id,
        before=before,
        date_was=stood.at if reverts else None,
    )
    seen = stood if reverts else replace(stood, at=None)
    because = dates.because_failed(seen, failed_at=at, state=before)
    record(event, by=by, at=at, because=because)
    end_hold(ticket, held, HoldEnd.ANSWER_FAILED, by=by, at=at, because=because)
    free_of_who_left(ticket, before=before, at=at)
    return True


@command
def answer_left(*, message_id: int, address_id: int, by: Actor, at: datetime) -> bool:
    """Let the answer count that left after all, from now on: their turn, and the manual's date is set anew.

    False where the ticket does not wait for it (most mails leave at once). at: aware, UTC. Source: A3.
    """
    ticket = _waiting_on(message_id, address_id, LastWord.POST)
    if ticket is None:
        return False
    made, manual = move(ticket, Move.ANSWER_LEAVES), book()
    date = None if ticket.wakes_at else date_by_manual(manual, at)
    columns = date_columns(date, by_id=None, at=at, version=manual.version) if date else {}
    change(ticket, state=made.state, last_word=made.last_word, **columns)
    left = AnswerLeft(ticket=ticket.pk, account=ticket.account_id, message=message_id)
    dated = [entry_of_date(ticket, date, manual, by=by, at=at)] if date else []
    seen = Fact("our latest answer left", at=at), Fact("the ticket waited for that", "since it had not left before")
    then, then_at = ("nobody has to answer it now", None) if date is None else ("it comes back", date.at)
    why = LEFT_AFTER_ALL.because(*seen, then=then, then_at=then_at)
    record_all([entry(left, by=by, at=at, because=why), *dated])
    return True


def _not_of_this(ticket: Ticket, message_id: int) -> bool:
    """Say whether a clause of a room above set the ticket's date, and not for an answer to this mail: before it, or whoever answers."""
    if not ticket.wake_clause or ticket.wake_set_at is None:
        return False
    return ticket.wake_keeps or Message.objects.filter(id=message_id, at__gt=ticket.wake_set_at).exists()


def _waiting_on(message_id: int, address_id: int, word: LastWord) -> Ticket | None:
    """Give the ticket, locked, whose turn hangs on this mail: its latest answer, to who asked, and nobody spoke since.

    Of a merged ticket that is the one that stands for it."""
    asked = fetch(ASKED, [message_id, address_id, PartyRole.REQUESTER])
    if not asked:
        return None
    ticket = locked_survivor(asked[0][0])
    if ticket.last_word != word:
        return None
    together = [ticket.pk, *Merged.objects.filter(survivor=ticket).values_list("ticket_id", flat=True)]
    latest = Message.objects.filter(ticket_id__in=together, kind=MessageKind.STAFF, old_answer=False).order_by("-id")
    if latest.values_list("id", flat=True).first() != message_id:
        return None
    return ticket


ASKED = """
    SELECT party.ticket_id FROM message JOIN ticket_party party ON party.ticket_id = message.ticket_id
    JOIN contact_address sent_to ON sent_to.contact_id = party.contact_id
    WHERE message.id = %s AND sent_to.id = %s AND party.role = %s AND (party.address_id = sent_to.id OR sent_to.key IS NULL)
"""
"""The ticket of a mail, where it went to who asked; at an address, maybe, that was taken away from them since."""
