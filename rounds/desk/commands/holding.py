"""A ticket waits for somebody who is neither we nor the customer's answer; and goes on.

While it waits it is not our turn. What ends a hold beside its limit stands with the act that does: closing, sleeping, a promised
date, an answer that never left, and the customer's answer where the manual says so.
"""

from datetime import datetime
from typing import Any

from rounds.basics.problems import Problem, Refused, refuse_if
from rounds.desk import holds
from rounds.desk.clauses import Holds
from rounds.desk.commands.loading import change, holds_clause, hours_of, locked, move, unchanged
from rounds.desk.dates import Wish
from rounds.desk.events.holds import HoldEnded, TicketHeld
from rounds.desk.holds import HoldEnd
from rounds.desk.models import Hold, Ticket
from rounds.desk.rules import Move
from rounds.policies.book import Book
from rounds.policies.queries import book, book_of
from rounds.team.queries import require
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor, Because
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import find, ids_for, insert, update

NOT_HELD: dict[str, Any] = {"held_by": None, "held_since": None, "held_until": None}


@command
def hold(
    *, number: int, holder: str, reason: str, wish: Wish, by: Actor, at: datetime, version: int | None = None
) -> Ticket:
    """Let a ticket wait for somebody, until a limit at the latest. One that is held already changes hands.

    holder: a word of the clause `holds`. wish: the limit. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (asleep or closed, no such holder, no reason, no limit).
    Source: C4, C5; clause kind `holds`.
    """
    require(by, "hold tickets")
    ticket = locked(number)
    unchanged(ticket, version, mine={"Held by": holder, "Reason": reason})
    made, manual = move(ticket, Move.HOLD), book()
    clause = holds_clause(manual)
    if clause is None:
        raise Refused([holds.NOTHING_SAID])
    refuse_if(holds.hold_problems(holder=holder, reason=reason, clause=clause))
    until = _limit(wish, clause, manual, at)
    if stood := standing_hold(ticket):
        end_hold(ticket, stood, HoldEnd.HELD_ANEW, by=by, at=at)
    row = _row(ticket, holder, reason, until, by=by, at=at, version=manual.version)
    insert(row)
    change(ticket, state=made.state, held_by=holder, held_since=at, held_until=until)
    held = TicketHeld(ticket=ticket.pk, account=ticket.account_id, hold=row.pk, holder=holder, until=until)
    record(held, by=by, at=at)
    return ticket


@command
def release(*, number: int, by: Actor, at: datetime, version: int | None = None) -> Ticket:
    """End a hold before its limit: it is our turn. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (not held)."""
    require(by, "hold tickets")
    ticket = locked(number)
    unchanged(ticket, version, mine={"Held by": "nobody"})
    if (stood := standing_hold(ticket)) is None:
        raise Refused([Problem("not held", "Nobody holds this ticket.")])
    change(ticket, last_word=move(ticket, Move.HOLD_ENDS).last_word, **NOT_HELD)
    end_hold(ticket, stood, HoldEnd.RELEASED, by=by, at=at)
    return ticket


@command
def end_due_hold(*, ticket_id: int, at: datetime) -> bool:
    """End a hold whose limit has come: exactly once, however many loops try. False where it is no longer due.

    A row that another loop holds is left to it. at: aware, UTC. Source: C5, F2; clause kind `holds`.
    """
    ticket = Ticket.objects.select_for_update(skip_locked=True).filter(id=ticket_id, held_until__lte=at).first()
    stood = standing_hold(ticket) if ticket else None
    if ticket is None or stood is None:
        return False
    change(ticket, last_word=move(ticket, Move.HOLD_ENDS).last_word, **NOT_HELD)
    because = holds.because_limit(
        clause=_identity(stood),
        version=stood.manual_version,
        holder=stood.holder,
        began_at=stood.began_at,
        until=stood.until,
    )
    end_hold(ticket, stood, HoldEnd.LIMIT, by=Actor.clause(because.clause), at=at, because=because)
    return True


def standing_hold(ticket: Ticket) -> Hold | None:
    """Give the hold that stands on a locked ticket; asks the database only where the ticket says that one does."""
    if ticket.held_until is None:
        return None
    [row] = find(Hold, "ticket_id = %s AND ended_at IS NULL", [ticket.pk])
    return row


def freed(stood: Hold | None) -> dict[str, Any]:
    """Give the columns of a ticket whose hold ends, none where it had none."""
    return NOT_HELD if stood else {}


def end_hold(
    ticket: Ticket, stood: Hold | None, how: HoldEnd, *, by: Actor, at: datetime, because: Because | None = None
) -> None:
    """Write down that a hold ended; the ticket's own columns are changed by the act that ends it. at: aware, UTC."""
    if stood is None:
        return
    stood.ended_at, stood.how = at, how
    update(stood, "ended_at", "how")
    event = HoldEnded(ticket=ticket.pk, account=ticket.account_id, hold=stood.pk, holder=stood.holder, how=how)
    record(event, by=by, at=at, because=because)


def hold_again(ticket: Ticket, was: Hold | None, *, by: Actor, at: datetime) -> None:
    """Let a hold that was ended by mistake go on until its limit, as a new time of its own; one that is over stays over."""
    if was is None or was.until <= at:
        return
    row = _row(ticket, was.holder, was.reason, was.until, by=by, at=at, version=was.manual_version)
    insert(row)
    change(ticket, held_by=row.holder, held_since=at, held_until=row.until)
    held = TicketHeld(ticket=ticket.pk, account=ticket.account_id, hold=row.pk, holder=row.holder, until=row.until)
    record(held, by=by, at=at)


def hold_that_an_answer_ends(ticket: Ticket) -> Hold | None:
    """Give the hold that ends now that the customer has answered; None where none stands, or the manual keeps it."""
    stood = standing_hold(ticket)
    if stood is None or not holds.answer_ends_it(holds_clause(book_of(stood.manual_version))):
        return None
    return stood


def end_answered_hold(ticket: Ticket, stood: Hold | None, *, at: datetime) -> None:
    """Write down that the customer's answer ended a hold, by the clause that says so."""
    if stood is None:
        return
    because = holds.because_answered(
        clause=_identity(stood),
        version=stood.manual_version,
        holder=stood.holder,
        began_at=stood.began_at,
        until=stood.until,
        wrote_at=at,
    )
    end_hold(ticket, stood, HoldEnd.CUSTOMER_WROTE, by=Actor.clause(because.clause), at=at, because=because)


def _limit(wish: Wish, clause: Holds, manual: Book, at: datetime) -> datetime:
    until = holds.hold_limit(wish, clause=clause, hours=hours_of(clause, manual), now=at)
    if isinstance(until, Problem):
        raise Refused([until])
    return until


def _row(ticket: Ticket, holder: str, reason: str, until: datetime, *, by: Actor, at: datetime, version: int) -> Hold:
    [hold_id] = ids_for(Hold)
    return Hold(
        id=hold_id,
        workspace_id=here(),
        ticket_id=ticket.pk,
        holder=holder,
        reason=reason.strip(),
        began_at=at,
        until=until,
        by_id=by.id,
        manual_version=version,
    )


def _identity(stood: Hold) -> str:
    clause = holds_clause(book_of(stood.manual_version))
    return clause.identity if clause else holds.NO_CLAUSE
