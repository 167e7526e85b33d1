"""Somebody begins with a check-in: the day, and the date on which it comes back should nothing leave, in one act."""

from datetime import datetime

from rounds.basics.localtime import day_of
from rounds.basics.problems import Problem, refuse_if
from rounds.checkins.commands.loading import begun
from rounds.checkins.commands.settling import about
from rounds.checkins.commands.taking_back import Stood
from rounds.checkins.events import CheckInStarted
from rounds.checkins.models import CheckIn
from rounds.checkins.queries.standing import at_a_wait, hours_of, mornings_of, phase_of, programme_of
from rounds.checkins.rules.states import Phase, Undoable
from rounds.checkins.rules.waiting import after_start
from rounds.desk.commands.assigning import take_what_is_free
from rounds.desk.commands.recurring import date_recurring, reopen_recurring
from rounds.desk.models import Ticket
from rounds.desk.rules import State
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command
from rounds.workspaces.rows import Change, write


@command
def start(*, check_in_id: int, by: Actor, at: datetime, version: int | None = None) -> CheckIn:
    """Begin with a check-in, before anything is looked up: "last check-in" is today, and the date is set (A3).

    One that sleeps is begun with early; of one that was begun and answered the round goes on, and has a date again;
    one that nobody has is theirs from now on (A2), unless they take that back.
    version: of the ticket, as it was read. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (begun already, an answer is waited for, no check-in is needed).
    """
    check_in, ticket = begun(check_in_id, by=by, at=at, version=version)
    refuse_if(_problems(check_in, ticket))
    stood = Stood.of(check_in, ticket)
    _begin(check_in, ticket, by=by, at=at)
    stood.keep(Undoable.STARTED, check_in, ticket, by=by, at=at)
    return check_in


def begin_where_it_sleeps(check_in: CheckIn, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    """Begin with one that sleeps until its day, locked, for somebody writes from it: taken back, the mail leaves it open (A3).

    One that waits for an answer sleeps on. at: aware, UTC.
    """
    if ticket.state == State.ASLEEP and not at_a_wait(check_in):
        _begin(check_in, ticket, by=by, at=at)


def _begin(check_in: CheckIn, ticket: Ticket, *, by: Actor, at: datetime) -> None:
    programme, manual = programme_of(check_in)
    hours = mornings_of(check_in.account, programme, manual)
    if ticket.state == State.ASLEEP:
        reopen_recurring(ticket=ticket, by=by, at=at)
    take_what_is_free(ticket=ticket, by=by, at=at)
    check_in.started_at, check_in.last_on = check_in.started_at or at, day_of(at, hours_of(programme, manual).zone)
    begins = CheckInStarted(**about(check_in), step=check_in.step)
    write(Change(check_in, ("started_at", "last_on")), entry(begins, by=by, at=at))
    date = after_start(programme, manual.version, step=check_in.step, hours=hours, at=at)
    date_recurring(ticket=ticket, date=date, at=at, sleeps=False)


def _problems(check_in: CheckIn, ticket: Ticket) -> list[Problem]:
    stands = phase_of(check_in, ticket)
    if stands is Phase.WAITING:
        return [Problem("waiting", "An answer is waited for already.", "Log another call or visit, or write again.")]
    if stands is Phase.STARTED:
        return [Problem("started", "Somebody has begun with this check-in.", "Go on with it.")]
    return []
