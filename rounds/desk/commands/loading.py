"""How every act begins: the ticket locked, the right checked, a stale write refused."""

from datetime import datetime
from typing import Any

from django.db import transaction

from rounds.basics.hours import Hours
from rounds.basics.problems import ChangedMeanwhile, NotThere, Problem, Refused
from rounds.desk.clauses import Holds, Priorities, PromisedDates, Queue, Sending, TicketKind
from rounds.desk.dates import NO_CLAUSE, ReopenDate, Standing
from rounds.desk.models import Merged, Message, Ticket
from rounds.desk.rules import ENDED, Move, State, Step, step
from rounds.policies.book import Book
from rounds.policies.queries import book as book_in_force
from rounds.policies.queries import book_of
from rounds.team.models import Member
from rounds.team.rules import HoursClause
from rounds.workspaces.rows import Change, execute, find, write


def locked(number_or_id: int, *, by_id: bool = False) -> Ticket:
    """Give a ticket, locked until the transaction ends; one called by its number is not merged into another.

    Raises NotThere, Refused (merged).
    """
    found = find(Ticket, "id = %s FOR UPDATE" if by_id else "number = %s FOR UPDATE", [number_or_id])
    if not found:
        raise NotThere(f"ticket {number_or_id}")
    if found[0].state == State.MERGED and not by_id:
        raise Refused([merged_problem(found[0])])
    return found[0]


def locked_survivor(ticket_id: int) -> Ticket:
    """Give a ticket, locked, or the one that it is merged into: what comes for the one goes to the other.

    Nothing else is locked then: of a ticket that was merged while it was waited for, the lock is let go with its savepoint, so
    that this and whoever takes the merge back never wait for each other in a ring. Raises NotThere.
    """
    while True:
        execute(f"SAVEPOINT {UNLOCKED}")
        ticket = locked(ticket_id, by_id=True)
        if ticket.state != State.MERGED:
            execute(f"RELEASE {UNLOCKED}")
            return ticket
        transaction.savepoint_rollback(UNLOCKED)
        ticket_id = survivor_id(ticket_id) or ticket_id


UNLOCKED = "unlocked"
"""Where a transaction stood before it locked a ticket that may be none any more."""


def survivor_id(ticket_id: int) -> int | None:
    """Say which ticket stands for this one; None where it is not merged."""
    return Merged.objects.filter(ticket_id=ticket_id).values_list("survivor_id", flat=True).first()


def merged_problem(ticket: Ticket) -> Problem:
    """Say into which ticket this one was merged."""
    number = Merged.objects.filter(ticket=ticket).values_list("survivor__number", flat=True).first()
    return Problem("merged", f"#{ticket.number} was merged into #{number}.", "Do it there, or take the merge back.")


def recurring_problem(ticket: Ticket) -> Problem:
    """Say why a ticket that comes back again and again does not end by hand."""
    text = f"#{ticket.number} comes back again and again, for “{ticket.recurs_by}”: it is neither closed nor merged."
    return Problem("recurs", text, "Say there that no check-in is needed.", clause=ticket.recurs_by)


def undated_problem(ticket: Ticket) -> Problem:
    """Say why a ticket that comes back again and again is not left without its date."""
    text = f"#{ticket.number} comes back again and again, for “{ticket.recurs_by}”: it is not left without a date."
    fix = "Leave the date as it is, or choose another day."
    return Problem("recurs", text, fix, field="date", clause=ticket.recurs_by)


def unchanged(ticket: Ticket, version: int | None, *, mine: dict[str, str]) -> None:
    """Refuse a write that read an older version; both sides are shown. version: None for acts that read nothing before.

    Raises ChangedMeanwhile.
    """
    if version is None or version == ticket.version:
        return
    raise ChangedMeanwhile(what=f"#{ticket.number}", mine=mine, theirs=_as_it_stands(ticket), version=ticket.version)


def move(ticket: Ticket, made: Move) -> Step:
    """Let the ticket make a move. Raises Refused with the state machine's reason, or where it would end what recurs."""
    found = step(State(ticket.state), made)
    if ticket.recurs_by and isinstance(found, Step) and found.state in ENDED:
        raise Refused([recurring_problem(ticket)])
    if isinstance(found, Problem):
        raise Refused([found])
    return found


def change(ticket: Ticket, **values: Any) -> None:
    """Write these columns, and count the version up."""
    write(changed(ticket, **values))


def changed(ticket: Ticket, **values: Any) -> Change:
    """Give a ticket these values, and say what is to be written of it."""
    for name, value in values.items():
        setattr(ticket, name, value)
    ticket.version += 1
    return Change(ticket, (*values, "version"))


def date_columns(date: ReopenDate | None, *, by_id: int | None, at: datetime, version: int) -> dict[str, Any]:
    """Give the columns that hold a reopen date, or none."""
    return {
        "wakes_at": date.at if date else None,
        "wake_keeps": date.keeps if date else True,
        "wake_by_id": by_id if date and not date.by_manual else None,
        "wake_set_at": at if date else None,
        "wake_version": version if date else None,
        "wake_clause": date.because.clause if date and date.because else "",
    }


def promised_dates(book: Book) -> PromisedDates | None:
    """Give the manual's clause for reopen dates, where it has one; the checker allows no second."""
    return next(iter(book.all(PromisedDates)), None)


def priorities(book: Book) -> Priorities | None:
    """Give the manual's clause for priorities, where it has one; the checker allows no second."""
    return next(iter(book.all(Priorities)), None)


def holds_clause(book: Book) -> Holds | None:
    """Give the manual's clause for holds, where it has one; the checker allows no second."""
    return next(iter(book.all(Holds)), None)


def sending(book: Book) -> Sending | None:
    """Give the manual's clause for how answers leave, where it has one; the checker allows no second."""
    return next(iter(book.all(Sending)), None)


def standing(ticket: Ticket, book: Book) -> Standing:
    """Give the date as it stands on a ticket, with the clause that it was set under, or the one in force."""
    clause = promised_dates(book)
    return Standing(
        at=ticket.wakes_at,
        set_at=ticket.wake_set_at,
        by_id=ticket.wake_by_id,
        keeps=ticket.wake_keeps,
        clause=ticket.wake_clause or (clause.identity if clause else NO_CLAUSE),
        version=book.version,
    )


def book_of_date(ticket: Ticket) -> Book:
    """Give the version of the manual that a ticket's date was set under; it keeps that version until it ends."""
    return book_of(ticket.wake_version) if ticket.wake_version else book_in_force()


def hours_of(clause: PromisedDates | Holds, book: Book) -> Hours:
    """Give the hours on whose mornings dates stand, and holds end."""
    return book.calendar(book.get(HoursClause, clause.hours))


def queue_for(book: Book, ticket_kind: str) -> Queue:
    """Say which queue takes a kind of ticket. Raises Refused for a kind that the manual does not have."""
    if book.find(TicketKind, ticket_kind):
        for queue in book.all(Queue):
            if queue.takes_kind(ticket_kind):
                return queue
    kinds = ", ".join(kind.name for kind in book.all(TicketKind))
    raise Refused(
        [Problem("unknown kind", f"No queue takes a “{ticket_kind}”.", f"The manual has {kinds}.", field="kind")]
    )


def _as_it_stands(ticket: Ticket) -> dict[str, str]:
    last = Message.objects.filter(ticket=ticket).order_by("-id").first()
    assignee = Member.objects.filter(id=ticket.assignee_id or 0).values_list("name", flat=True).first()
    return {
        "State": ticket.state,
        "Kind": ticket.kind,
        "Priority": ticket.priority or "none",
        "With": assignee or "nobody",
        "Held by": ticket.held_by or "nobody",
        "Reopen date": ticket.wakes_at.isoformat() if ticket.wakes_at else "none",
        "Last message": last.text[:400] if last else "",
    }
