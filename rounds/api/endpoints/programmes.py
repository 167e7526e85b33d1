"""Programmes of check-ins: how far each is, how its days are spread, and how one ends that the manual has no more."""

from ninja import Query

from rounds.api.calls import Call
from rounds.api.cursors import opened, sealed
from rounds.api.doors import reads, writes
from rounds.api.reading import day_of, member_read
from rounds.api.shapes import programmes as shapes
from rounds.api.shapes.base import Id
from rounds.basics.localtime import day_of as day_at
from rounds.basics.problems import NotThere, Problem, Refused
from rounds.checkins import commands
from rounds.checkins.clauses import Programme
from rounds.checkins.queries import (
    NARROWED_BY,
    Counted,
    Which,
    counted_rows,
    dry_run,
    ending_page,
    firms_where,
    programmes_gone,
    progress,
    wakes,
)
from rounds.checkins.queries.standing import grades_of

ROOM = "Check-ins"
DO, SEE, PLAN = "do check-ins", "see reports", "assign tickets"


@reads("/check-ins/progress", act=SEE, room=ROOM, gives=shapes.ProgrammeProgress, may_miss=True)
def get_progress(call: Call, query: Query[shapes.ProgressFilter]) -> shapes.ProgrammeProgress:
    """Say how a programme gets on: done, due, late and not needed by member and month, and by grade."""
    return shapes.ProgrammeProgress.read(progress(_counted(call, query.programme, query.year)))


@reads("/check-ins/progress/rows", act=DO, room=ROOM, gives=shapes.RowsCounted, may_miss=True)
def list_counted_rows(call: Call, query: Query[shapes.CountedFilter]) -> shapes.RowsCounted:
    """List the check-ins that a figure of a programme counts. All but `wakes` need the right to see reports, too."""
    which = Which(query.which)
    if which is not Which.WAKES:
        call.require(SEE)
    _refuse_idle(which, query)
    first = day_of(query.first, field="first")
    asked = _counted(call, query.programme, query.year or day_at(call.now, call.book.zone).year).of(
        which=which,
        member=member_read(call, query.member),
        month=query.month,
        grade=query.grade or "",
        first=first,
        last=day_of(query.last, field="last") or first,
    )
    narrowed = ["counted", *query.model_dump(exclude={"after", "limit"}).values(), call.by.id]
    [after] = opened(query.after, of=narrowed) or [""]
    rows, more = counted_rows(asked, after=after, limit=query.limit)
    items = [shapes.RowCounted.read(each) for each in rows]
    return shapes.RowsCounted.model_construct(items=items, next=sealed([more], of=narrowed) if more else None)


def _refuse_idle(which: Which, query: shapes.CountedFilter) -> None:
    """Refuse words by which this figure is not narrowed: they would seem to hold. Raises Refused."""
    narrows = NARROWED_BY[which]
    idle = sorted(query.model_fields_set - {"programme", "which", "after", "limit"} - narrows)
    if idle:
        fix = f"Besides its programme it is narrowed by: {', '.join(sorted(narrows))}."
        raise Refused([Problem("idle", f"“{which}” is not narrowed by a {name}.", fix, field=name) for name in idle])


@reads("/check-ins/wakes", act=DO, room=ROOM, gives=shapes.DaysOfWakes, may_miss=True)
def count_wakes(call: Call, query: Query[shapes.WakesFilter]) -> shapes.DaysOfWakes:
    """Say how many check-ins come back by themselves on each day."""
    first, last = day_of(query.first, field="first") or query.first, day_of(query.last, field="last") or query.last
    asked = _counted(call, query.programme, first.year).of(
        first=first, last=last, member=member_read(call, query.member)
    )
    return shapes.DaysOfWakes.read(wakes(asked))


def _counted(call: Call, programme: str, year: int) -> Counted:
    """Ask for a programme of the manual in force. Raises NotThere."""
    clause = call.book.find(Programme, programme)
    if clause is None:
        raise NotThere(f"programme {programme}")
    grades = grades_of(clause, call.book)
    scale = tuple(each.word for each in grades.scale) if grades else ()
    return Counted(programme=programme, year=year, zone=call.book.zone, now=call.now, scale=scale)


@writes("/check-ins/spreadings", act=PLAN, room=ROOM, gives=shapes.SpreadingDone)
def spread_check_ins(call: Call, body: shapes.NewSpreading) -> shapes.SpreadingDone:
    """Spread check-ins that sleep over days on which the team works, evenly; a dry run only says how the weeks would look."""
    condition = firms_where(body.where.model_dump(exclude_none=True))
    first, last = day_of(body.first, field="first") or body.first, day_of(body.last, field="last") or body.last
    run = dry_run(programme=body.programme, condition=condition, first=first, last=last, at=call.now)
    if body.dry_run:
        return shapes.SpreadingDone.read(None, run)
    done = commands.spread(
        programme=body.programme, condition=condition, first=first, last=last, by=call.by, at=call.now
    )
    return shapes.SpreadingDone.read(done.pk, run)


@writes("/check-ins/spreadings/{int:spreading_id}/undoing", act=PLAN, room=ROOM, gives=shapes.SpreadingUndone)
def undo_spreading(call: Call, spreading_id: Id) -> shapes.SpreadingUndone:
    """Give check-ins that were spread the days that they had, but for those on which something was done since."""
    back = commands.undo_spread(spreading_id=spreading_id, by=call.by, at=call.now)
    return shapes.SpreadingUndone.of(None, id=spreading_id, back=back)


@reads("/check-ins/programmes-gone", act=PLAN, room=ROOM, gives=shapes.ProgrammesGone)
def list_programmes_gone(call: Call) -> shapes.ProgrammesGone:
    """List programmes that the manual has no more, and none goes on with, with how many check-ins of theirs come round still."""
    return shapes.ProgrammesGone.model_construct(items=[shapes.ProgrammeGone.read(each) for each in programmes_gone()])


@writes("/check-ins/endings", act=PLAN, room=ROOM, gives=shapes.ProgrammeEnded)
def end_programme(call: Call, body: shapes.NewProgrammeEnding) -> shapes.ProgrammeEnded:
    """Say of all firms of a programme that the manual has no more that they need no check-in by it; another may take them on then."""
    made = commands.end_programme(programme=body.programme, reason=body.reason, by=call.by, at=call.now)
    return shapes.ProgrammeEnded.read(ending_page(made.pk))


@writes("/check-ins/endings/{int:ending_id}/undoing", act=PLAN, room=ROOM, gives=shapes.ProgrammeEndingUndone)
def undo_programme_ending(call: Call, ending_id: Id) -> shapes.ProgrammeEndingUndone:
    """Let check-ins that were ended together stand as before, but for those on which something was done since."""
    back = commands.undo_end_programme(ending_id=ending_id, by=call.by, at=call.now)
    return shapes.ProgrammeEndingUndone.of(None, id=ending_id, back=back)
