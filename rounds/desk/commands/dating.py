"""Reopen dates that people set."""

from datetime import datetime

from rounds.basics.problems import Problem, Refused
from rounds.desk.commands.holding import end_hold, freed, standing_hold
from rounds.desk.commands.loading import (
    change,
    date_columns,
    hours_of,
    locked,
    move,
    promised_dates,
    unchanged,
    undated_problem,
)
from rounds.desk.dates import ReopenDate, Wish, because_set, date_after_answer, reopen_date
from rounds.desk.events.dates import DateDropped, DateSet
from rounds.desk.holds import HoldEnd
from rounds.desk.models import Ticket
from rounds.desk.rules import Move
from rounds.policies.book import Book
from rounds.policies.queries import book
from rounds.team.queries import require
from rounds.timeline.commands import entry, record
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command


@command
def put_to_sleep(*, number: int, wish: Wish, by: Actor, at: datetime, version: int | None = None) -> Ticket:
    """Put a ticket away until its date; it opens then by itself, or when the customer writes.

    at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (no date, one in the past, a closed ticket). Source: A1.
    """
    require(by, "set dates")
    ticket = locked(number)
    unchanged(ticket, version, mine={"Sleep until": _said(wish)})
    made = move(ticket, Move.SLEEP)
    manual = book()
    date = wished_date(wish, manual, at)
    if date is None:
        raise Refused([Problem("no date", "A ticket sleeps until a date.", "Choose one.", field="day")])
    held, dated = standing_hold(ticket), date_columns(date, by_id=by.id, at=at, version=manual.version)
    change(ticket, state=made.state, hand_out_at=None, **dated, **freed(held))
    _record(ticket, date, by=by, at=at, sleeps=True)
    end_hold(ticket, held, HoldEnd.ASLEEP, by=by, at=at)
    return ticket


@command
def set_reopen_date(*, number: int, wish: Wish, by: Actor, at: datetime, version: int | None = None) -> Ticket:
    """Give a ticket a reopen date, in any state: on that day it is our turn again.

    at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (no date, one in the past).
    """
    require(by, "set dates")
    ticket = locked(number)
    unchanged(ticket, version, mine={"Reopen date": _said(wish)})
    manual = book()
    date = wished_date(wish, manual, at)
    if date is None:
        raise Refused([Problem("no date", "Choose the day on which it comes back.", field="day")])
    change(ticket, **date_columns(date, by_id=by.id, at=at, version=manual.version))
    _record(ticket, date, by=by, at=at)
    return ticket


@command
def drop_reopen_date(*, number: int, by: Actor, at: datetime, version: int | None = None) -> Ticket:
    """Take a ticket's reopen date away. A sleeping ticket would never wake, and one that recurs is not left without: both are refused.

    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused. Source: A1 (never stay asleep past its date).
    """
    require(by, "set dates")
    ticket = locked(number)
    unchanged(ticket, version, mine={"Reopen date": "none"})
    if ticket.wakes_at is None:
        raise Refused([Problem("no date", "This ticket has no reopen date.")])
    if ticket.recurs_by:
        raise Refused([undated_problem(ticket)])
    if ticket.state == "asleep":
        fix = "Open it again, or give it another date."
        raise Refused([Problem("asleep", "Without its date this ticket would never wake.", fix)])
    was = ticket.wakes_at
    change(ticket, **date_columns(None, by_id=None, at=at, version=0))
    record(DateDropped(ticket=ticket.pk, account=ticket.account_id, was=was), by=by, at=at)
    return ticket


def wished_date(wish: Wish, manual: Book, at: datetime) -> ReopenDate | None:
    """Turn a wish into a date by the manual; None for an empty wish. Raises Refused."""
    if not (wish.span or wish.day or wish.at):
        return None
    clause = promised_dates(manual)
    if clause is None:
        fix = "Add a clause `promised dates`."
        raise Refused([Problem("no dates", "The manual says nothing about promised dates.", fix, field="day")])
    found = reopen_date(wish, clause=clause, hours=hours_of(clause, manual), now=at)
    if isinstance(found, Problem):
        raise Refused([found])
    return found


def date_by_manual(manual: Book, at: datetime) -> ReopenDate | None:
    """Say when a ticket comes back after our answer where nobody asked for a date."""
    clause = promised_dates(manual)
    return date_after_answer(clause=clause, hours=hours_of(clause, manual), now=at) if clause else None


def stays_by_itself(ticket: Ticket) -> bool:
    """Say whether a ticket's date stays through our answer where nobody asks for another."""
    return ticket.wakes_at is not None and (ticket.wake_by_id is not None or bool(ticket.wake_clause))


def is_as_it_stands(ticket: Ticket, wish: Wish) -> bool:
    """Say whether a wish names the very moment that a clause of a room above set: then it stays that clause's."""
    return bool(ticket.wake_clause) and wish.at is not None and wish.at == ticket.wakes_at


def entry_of_date(ticket: Ticket, date: ReopenDate, manual: Book, *, by: Actor, at: datetime) -> TimelineEvent:
    """Make the event of a date that came with an answer: by the clause with its reason, or by whoever asked for it."""
    event = DateSet(ticket=ticket.pk, account=ticket.account_id, wakes_at=date.at, keeps=date.keeps)
    if date.because:
        return entry(event, by=Actor.clause(date.because.clause), at=at, because=date.because)
    clause = promised_dates(manual)
    if date.by_manual and clause:
        because = because_set(clause, manual.version, date, answered_at=at)
        return entry(event, by=Actor.clause(clause.identity), at=at, because=because)
    return entry(event, by=by, at=at)


def _said(wish: Wish) -> str:
    return str(wish.span or wish.day or (wish.at.isoformat() if wish.at else "no date"))


def _record(ticket: Ticket, date: ReopenDate, *, by: Actor, at: datetime, sleeps: bool = False) -> None:
    event = DateSet(ticket=ticket.pk, account=ticket.account_id, wakes_at=date.at, keeps=date.keeps, sleeps=sleeps)
    record(event, by=by, at=at)
