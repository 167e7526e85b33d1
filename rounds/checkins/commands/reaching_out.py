"""Somebody reaches out, by mail, call or visit: the day, the wait and its date are set in the same act (A3, A8).

A check-in that nobody has is theirs by it (A2): else the answer opens it for whoever's turn it is.
"""

from datetime import datetime

from rounds.basics.localtime import day_of
from rounds.basics.problems import Problem, refuse_if
from rounds.checkins.clauses import Programme
from rounds.checkins.commands.loading import begun
from rounds.checkins.commands.settling import BEFORE, about
from rounds.checkins.commands.starting import begin_where_it_sleeps
from rounds.checkins.commands.taking_back import Stood
from rounds.checkins.events import ReachedOut
from rounds.checkins.models import CheckIn, ReachOut
from rounds.checkins.queries.standing import at_a_wait, hours_of, mornings_of, programme_of
from rounds.checkins.rules.ladders import wait_behind
from rounds.checkins.rules.states import How, Undoable
from rounds.checkins.rules.waiting import while_waiting
from rounds.desk import commands as desk
from rounds.desk.commands.assigning import take_what_is_free
from rounds.desk.commands.recurring import date_recurring, note_recurring, write_to
from rounds.desk.dates import ReopenDate
from rounds.desk.facts import Taking
from rounds.desk.models import Ticket
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import Change, ids_for, write


@command
def send_reach_out(
    *,
    check_in_id: int,
    whom: Taking,
    subject: str,
    text: str,
    mailbox: str,
    by: Actor,
    at: datetime,
    version: int | None = None,
) -> ReachOut:
    """Write to the firm from its check-in. An answer threads back onto its ticket, opens it, and stops the ladder.

    subject, text: the whole letter, as the manual's template and whoever sends it wrote it: it leaves so, and nothing is put around it.
    whom: a contact with the address they are written at. mailbox: the address of ours it leaves from, where the ticket has none yet.
    version: of the ticket, as the form read it. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused. Source: A3, A8, A10.
    """
    check_in, ticket = begun(check_in_id, by=by, at=at, version=version, mine={"Your mail": text})
    refuse_if(_mail_problems(subject, ticket, mailbox))
    begin_where_it_sleeps(check_in, ticket, by=by, at=at)
    date, step = _wait(check_in, at)
    take_what_is_free(ticket=ticket, by=by, at=at)
    write_to(ticket=ticket, whom=whom, mailbox=mailbox)
    message = desk.answer(
        number=ticket.number, text=text, subject=subject.strip(), whole=True, dated=date, by=by, at=at
    )
    return _reached(check_in, How.MAIL, step, by=by, at=at, message_id=message.pk, address_id=whom.address_id)


@command
def log_reach_out(
    *, check_in_id: int, how: How, text: str, by: Actor, at: datetime, version: int | None = None
) -> ReachOut:
    """Write down a call or a visit as the reach-out: it waits for an answer as a mail does.

    text: what was said, kept as a note. version: of the ticket, as it was read. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused. Source: A3, A8.
    """
    check_in, ticket = begun(check_in_id, by=by, at=at, version=version, mine={"Your note": text})
    refuse_if(_call_problems(how, text))
    stood = Stood.of(check_in, ticket)
    date, step = _wait(check_in, at)
    take_what_is_free(ticket=ticket, by=by, at=at)
    note_recurring(ticket=ticket, text=text, by=by, at=at)
    reached = _reached(check_in, how, step, by=by, at=at)
    date_recurring(ticket=ticket, date=date, at=at, sleeps=True)
    stood.keep(Undoable.LOGGED, check_in, ticket, by=by, at=at)
    return reached


def _wait(check_in: CheckIn, at: datetime) -> tuple[ReopenDate, int]:
    """Say until when an answer is waited for from now on, and at which step. A reach-out while one waits begins its wait anew."""
    programme, manual = programme_of(check_in)
    hours = mornings_of(check_in.account, programme, manual)
    step = _next_wait(check_in, programme)
    return while_waiting(programme, manual.version, step=step, hours=hours, at=at), step


def _next_wait(check_in: CheckIn, programme: Programme) -> int:
    if check_in.step is not None and at_a_wait(check_in):
        return check_in.step
    return wait_behind(programme, check_in.step)


def _reached(
    check_in: CheckIn,
    how: How,
    step: int,
    *,
    by: Actor,
    at: datetime,
    message_id: int | None = None,
    address_id: int | None = None,
) -> ReachOut:
    """Keep the reach-out, with what it changes, and move the check-in on."""
    programme, manual = programme_of(check_in)
    hours = hours_of(programme, manual)
    [reached_id] = ids_for(ReachOut)
    reached = ReachOut(
        id=reached_id,
        workspace_id=here(),
        check_in_id=check_in.pk,
        how=how,
        message_id=message_id,
        address_id=address_id,
        by_id=by.id or 0,
        at=at,
        **{name: getattr(check_in, name) for name in BEFORE},
    )
    check_in.step, check_in.version = step, check_in.version or manual.version
    # Where the clock was put back since somebody began, this is of their round all the same.
    check_in.started_at = min(check_in.started_at or at, at)
    check_in.last_on = day_of(at, hours.zone)
    happened = ReachedOut(**about(check_in), how=how, step=step, message=message_id)
    write(reached, Change(check_in, BEFORE), entry(happened, by=by, at=at))
    return reached


def _mail_problems(subject: str, ticket: Ticket, mailbox: str) -> list[Problem]:
    found = []
    if not subject.strip():
        found.append(Problem("no subject", "A mail needs a subject.", "Say what it is about.", field="subject"))
    if not (ticket.mailbox or mailbox):
        fix = "Give a mailbox of the manual its address, on the page of mail addresses."
        found.append(Problem("no mailbox", "There is no address of ours to write from.", fix, field="mailbox"))
    return found


def _call_problems(how: How, text: str) -> list[Problem]:
    if how is How.MAIL:
        return [Problem("a mail", "A mail is sent from here, not written down.", "Write it.", field="how")]
    if not text.strip():
        return [
            Problem("empty", "Nothing is written down yet.", "Say whom you spoke to and what was said.", field="text")
        ]
    return []
