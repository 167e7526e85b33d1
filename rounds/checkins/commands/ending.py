"""A round ends and the next day is set, or one that sleeps gets another; or no check-in is needed, until somebody ends that (A9, A11)."""

from datetime import datetime

from rounds.basics.problems import Problem, Refused, refuse_if
from rounds.basics.spans import Span
from rounds.checkins.clauses import BY_THE_CALENDAR, Programme
from rounds.checkins.commands.loading import DO, begun, taken
from rounds.checkins.commands.settling import about
from rounds.checkins.commands.taking_back import BEFORE_ITS_END, Stood
from rounds.checkins.events import CadenceChanged, DayMoved, Exempted, ExemptionEnded, RoundEnded
from rounds.checkins.models import CheckIn, RoundDone
from rounds.checkins.queries.mornings import as_it_sleeps
from rounds.checkins.queries.standing import in_a_round, mornings_of, own_cadence, programme_of
from rounds.checkins.queries.this_round import goes_on, has_its_finding
from rounds.checkins.rules.coming_round import next_round
from rounds.checkins.rules.states import Undoable, ending_problems, moving_problems
from rounds.desk.commands.loading import change, merged_problem, unchanged
from rounds.desk.commands.recurring import date_recurring, end_recurring, note_recurring, recur_again
from rounds.desk.dates import ReopenDate, Wish, is_too_far
from rounds.desk.rules import State
from rounds.policies.book import Book
from rounds.team.queries import require
from rounds.timeline.commands import entry, record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import Change, update, write


@command
def end_round(
    *,
    check_in_id: int,
    by: Actor,
    at: datetime,
    chosen: Wish | None = None,
    follow_ups: str = "",
    version: int | None = None,
) -> CheckIn:
    """Put a check-in back to sleep until its next day: the firm's cadence, or the day that somebody chose.

    chosen: left out, the cadence. follow_ups: what has to follow, kept as a note; empty where nothing has.
    version: of the ticket, as it was read. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (it sleeps between two rounds; a day in the past; nothing was found in this
    round). Source: A6, A9.
    """
    mine = {"Your follow-ups": follow_ups} if follow_ups else {}
    check_in, ticket = begun(check_in_id, by=by, at=at, version=version, mine=mine)
    programme, manual = programme_of(check_in)
    again = goes_on(check_in)
    refuse_if(ending_problems(in_a_round=in_a_round(check_in, ticket)) or _nothing_found(check_in, programme))
    date, stood = _next(check_in, programme, manual, chosen, by, at), Stood.of(check_in, ticket)
    check_in.step, check_in.version, check_in.started_at = None, None, None
    note = note_recurring(ticket=ticket, text=follow_ups, by=by, at=at).pk if follow_ups.strip() else None
    ended = RoundEnded(**about(check_in), due_at=date.at, chosen=chosen is not None, note=note)
    done = RoundDone(
        workspace_id=here(),
        check_in_id=check_in.pk,
        member_id=by.id,
        ended_at=at,
        unanswered=False,
        note_id=note,
        again=again,
    )
    write(Change(check_in, ("step", "version", "started_at")), done, entry(ended, by=by, at=at))
    date_recurring(ticket=ticket, date=date, at=at, sleeps=True)
    stood.keep(Undoable.ENDED, check_in, ticket, by=by, at=at)
    return check_in


@command
def move_day(*, check_in_id: int, chosen: Wish, by: Actor, at: datetime, version: int | None = None) -> CheckIn:
    """Give a check-in that sleeps between two rounds another day. No round is done by it. version: as in `end_round`. at: aware, UTC.

    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (a round runs; no day, or one in the past). Source: A9.
    """
    check_in, ticket = begun(check_in_id, by=by, at=at, version=version)
    refuse_if(moving_problems(in_a_round=in_a_round(check_in, ticket)))
    programme, manual = programme_of(check_in)
    date, stood = _next(check_in, programme, manual, chosen, by, at), Stood.of(check_in, ticket)
    record(DayMoved(**about(check_in), due_at=date.at, was=ticket.wakes_at), by=by, at=at)
    date_recurring(ticket=ticket, date=date, at=at, sleeps=True)
    stood.keep(Undoable.MOVED, check_in, ticket, by=by, at=at)
    return check_in


@command
def exempt(*, check_in_id: int, reason: str, by: Actor, at: datetime, version: int | None = None) -> CheckIn:
    """Say that a firm needs no check-in: a note with the reason, no date, the ticket closed. It does not come back by itself.

    version: as in `end_round`. at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (no reason). Source: A11.
    """
    check_in, ticket = begun(check_in_id, by=by, at=at, version=version, mine={"Your reason": reason})
    if not reason.strip():
        raise Refused(
            [Problem("no reason", "Say why no check-in is needed.", "One sentence is enough.", field="reason")]
        )
    stood = Stood.of(check_in, ticket, changed=BEFORE_ITS_END)
    note = note_recurring(ticket=ticket, text=reason, by=by, at=at)
    check_in.step, check_in.version, check_in.started_at = None, None, None
    check_in.exempt_at, check_in.left_at = at, None
    update(check_in, "step", "version", "started_at", "exempt_at", "left_at")
    record(Exempted(**about(check_in), note=note.pk), by=by, at=at)
    end_recurring(ticket=ticket, by=by, at=at)
    stood.keep(Undoable.EXEMPTED, check_in, ticket, by=by, at=at)
    return check_in


@command
def end_exemption(
    *, check_in_id: int, by: Actor, at: datetime, chosen: Wish | None = None, version: int | None = None
) -> CheckIn:
    """Check in with a firm again: its ticket sleeps until the next day. chosen, version: as in `end_round`. at: aware, UTC.

    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (it is not exempt; its ticket was merged into another). Source: A11.
    """
    require(by, DO)
    check_in, ticket = taken(check_in_id, at=at)
    unchanged(ticket, version, mine={})
    if check_in.exempt_at is None:
        raise Refused([Problem("not exempt", "This firm is checked in with already.")])
    refuse_if([merged_problem(ticket)] if ticket.state == State.MERGED else [])
    programme, manual = programme_of(check_in)
    date = _next(check_in, programme, manual, chosen, by, at)
    check_in.exempt_at = None
    update(check_in, "exempt_at")
    record(ExemptionEnded(**about(check_in), due_at=date.at), by=by, at=at)
    recur_again(ticket=ticket, date=date, by=by, at=at)
    return check_in


@command
def change_cadence(
    *, check_in_id: int, every: Span | None, by: Actor, at: datetime, version: int | None = None
) -> CheckIn:
    """Give a firm a cadence of its own, which counts from its next round on; None: the programme's again.

    version: as in `end_round`. at: aware, UTC. Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (less than a day, more than ten
    years). Source: A10.
    """
    mine = {"Your cadence": str(every or "the programme’s")}
    check_in, ticket = begun(check_in_id, by=by, at=at, version=version, mine=mine)
    if every and every.unit not in BY_THE_CALENDAR:
        raise Refused(
            [Problem("too short", "A check-in comes back on a day.", "Write days, weeks or months.", field="every")]
        )
    if every and every.is_too_long:
        fix = "Choose a shorter cadence, or say that no check-in is needed."
        raise Refused([Problem("too long", "A check-in comes back within ten years.", fix, field="every")])
    was, check_in.own_every = check_in.own_every, str(every) if every else ""
    update(check_in, "own_every")
    change(ticket)
    record(CadenceChanged(**about(check_in), every=check_in.own_every, was=was), by=by, at=at)
    return check_in


def _nothing_found(check_in: CheckIn, programme: Programme) -> list[Problem]:
    """Say that a round has no finding yet. Where nobody answers, the ladder ends it without one."""
    if has_its_finding(check_in):
        return []
    text = "Nothing is written down of this round yet."
    fix = "Write the finding: what was found last stands in it, so that only what changed needs writing."
    return [Problem("no finding", text, fix, clause=programme.identity)]


def _next(
    check_in: CheckIn, programme: Programme, manual: Book, chosen: Wish | None, by: Actor, at: datetime
) -> ReopenDate:
    """Give the date of the next round. Raises Refused."""
    if chosen and is_too_far(chosen, at):
        text = "The next check-in lies within ten years."
        raise Refused(
            [Problem("too far", text, "Choose an earlier day, or say that no check-in is needed.", field="day")]
        )
    hours = mornings_of(check_in.account, programme, manual)
    found = next_round(programme, manual.version, own=own_cadence(check_in), hours=hours, at=at, chosen=chosen, by=by)
    if isinstance(found, Problem):
        raise Refused([found])
    return as_it_sleeps(check_in, found, manual, at=at)
