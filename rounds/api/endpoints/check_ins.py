"""Check-ins: read, listed, and done from the day that one comes round until it sleeps again."""

from collections.abc import Callable, Sequence
from typing import Protocol

from ninja import Query

from rounds.api.calls import Call
from rounds.api.cursors import opened, sealed
from rounds.api.doors import reads, writes
from rounds.api.reading import day_of, member_read, number_read, span_of, wish_of
from rounds.api.shapes import check_ins as shapes
from rounds.api.shapes import grades
from rounds.api.shapes.base import Id
from rounds.api.shapes.check_ins import CheckIn, CheckInFilter, CheckIns, PartsPage
from rounds.api.shapes.tickets import Ticket
from rounds.basics.problems import NotThere
from rounds.checkins import commands
from rounds.checkins.queries import (
    Narrow,
    Standing,
    as_programs_write,
    check_in_linked_with,
    check_in_record,
    check_in_records,
    finding_records,
    grade_records,
    grade_stands,
    letter,
    place_of,
    reach_out_records,
    round_records,
    ticket_of,
    whom,
)
from rounds.checkins.rules.states import How
from rounds.desk.dates import Wish
from rounds.desk.queries.records import ticket_record
from rounds.mail.queries import answers_from

ROOM = "Check-ins"
DO = "do check-ins"


@reads("/check-ins", act=DO, room=ROOM, gives=CheckIns)
def list_check_ins(call: Call, query: Query[CheckInFilter]) -> CheckIns:
    """List check-ins by their ids; those that are open by how long they have been, the longest first."""
    me = call.by.id if query.assignee == "me" else 0
    narrowed = ["check-ins", *query.model_dump(exclude={"after", "limit"}).values(), me]
    longest = query.standing == Standing.OPEN.value
    after = opened(query.after, of=narrowed)
    found = check_in_records(_narrow(call, query), oldest_first=longest, after=after, limit=query.limit + 1)
    shown = found[: query.limit]
    more = sealed(place_of(shown[-1], oldest_first=longest), of=narrowed) if len(found) > query.limit else None
    return CheckIns.model_construct(items=[CheckIn.read(record) for record in shown], next=more)


@reads("/check-ins/{int:check_in_id}", act=DO, room=ROOM, gives=CheckIn, versioned=True)
def get_check_in(call: Call, check_in_id: Id) -> CheckIn:
    """Read a check-in."""
    return _one(check_in_id)


@writes("/check-ins/{int:check_in_id}/beginning", act=DO, room=ROOM, gives=CheckIn, versioned=True)
def start_check_in(call: Call, check_in_id: Id) -> CheckIn:
    """Begin with a check-in: “last check-in” is today, and the date on which it comes back is set with it."""
    commands.start(check_in_id=check_in_id, version=number_read(call), by=call.by, at=call.now)
    return _one(check_in_id)


@reads("/check-ins/{int:check_in_id}/letter", act=DO, room=ROOM, gives=shapes.ReachOutLetter)
def get_letter(call: Call, check_in_id: Id) -> shapes.ReachOutLetter:
    """Read the reach-out that is due, as the manual's template writes it, and to whom it can go."""
    return shapes.ReachOutLetter.read(letter(check_in_id, member_id=call.holder.member_id, at=call.now))


@reads("/check-ins/{int:check_in_id}/reach-outs", act=DO, room=ROOM, gives=shapes.ReachOuts)
def list_reach_outs(call: Call, check_in_id: Id, query: Query[PartsPage]) -> shapes.ReachOuts:
    """List when somebody reached out, and what never left."""
    rows, more = _parts(reach_out_records, check_in_id, query, of="reach-outs")
    return shapes.ReachOuts.model_construct(items=[shapes.ReachOut.read(each) for each in rows], next=more)


@writes("/check-ins/{int:check_in_id}/reach-outs", act=DO, room=ROOM, gives=CheckIn, versioned=True)
def send_reach_out(call: Call, check_in_id: Id, body: shapes.NewReachOut) -> CheckIn:
    """Write to the firm: day, wait and date are set in the same act; an answer opens the check-in and stops the ladder."""
    ticket = ticket_record(check_in_record(check_in_id).ticket)
    commands.send_reach_out(
        check_in_id=check_in_id,
        whom=whom(check_in_id, body.address_id),
        subject=body.subject,
        text=body.text,
        mailbox=answers_from(ticket.kind),
        version=number_read(call),
        by=call.by,
        at=call.now,
    )
    return _one(check_in_id)


@writes("/check-ins/{int:check_in_id}/calls", act=DO, room=ROOM, gives=CheckIn, versioned=True)
def log_call(call: Call, check_in_id: Id, body: shapes.NewCall) -> CheckIn:
    """Write down a call or a visit as the reach-out."""
    version = number_read(call)
    commands.log_reach_out(
        check_in_id=check_in_id, how=How(body.how), text=body.text, version=version, by=call.by, at=call.now
    )
    return _one(check_in_id)


@reads("/check-ins/{int:check_in_id}/findings", act=DO, room=ROOM, gives=shapes.Findings)
def list_findings(call: Call, check_in_id: Id, query: Query[PartsPage]) -> shapes.Findings:
    """List what was found in each round."""
    rows, more = _parts(finding_records, check_in_id, query, of="findings")
    return shapes.Findings.model_construct(items=[shapes.Finding.read(each) for each in rows], next=more)


@reads("/tickets/{int:number}/findings", act="read the desk", room=ROOM, gives=shapes.Findings)
def list_findings_of_ticket(call: Call, number: Id, query: Query[PartsPage]) -> shapes.Findings:
    """List what was found at a firm, by the ticket of its check-in, or by one that is linked with it, such as a training.

    404 where neither is.
    """
    rows, more = _parts(finding_records, check_in_linked_with(number), query, of="findings")
    return shapes.Findings.model_construct(items=[shapes.Finding.read(each) for each in rows], next=more)


@writes("/check-ins/{int:check_in_id}/findings", act=DO, room=ROOM, gives=CheckIn, versioned=True)
def write_finding(call: Call, check_in_id: Id, body: shapes.NewFinding) -> CheckIn:
    """Keep what was found. Each thing that the manual asks for and that is missing is a problem of its own.

    A line that `for_the_finding` offered and that somebody changed is kept as their own, and says so.
    """
    said = as_programs_write(check_in_id, body.said, at=call.now)
    commands.write_finding(check_in_id=check_in_id, said=said, version=number_read(call), by=call.by, at=call.now)
    return _one(check_in_id)


@reads("/check-ins/{int:check_in_id}/grades", act=DO, room=ROOM, gives=grades.GradesGiven)
def list_grades(call: Call, check_in_id: Id, query: Query[PartsPage]) -> grades.GradesGiven:
    """List the grades that were given, each with what stood behind it."""
    rows, more = _parts(grade_records, check_in_id, query, of="grades")
    return grades.GradesGiven.model_construct(items=[grades.Grade.read(each) for each in rows], next=more)


@reads("/check-ins/{int:check_in_id}/suggestion", act=DO, room=ROOM, gives=grades.GradeSuggested)
def get_suggestion(call: Call, check_in_id: Id) -> grades.GradeSuggested:
    """Say which grade the figures suggest and why, what speaks against it, and since when the given one differs.

    404 where the programme's grades are not suggested.
    """
    found = grade_stands(check_in_id, at=call.now)
    if found is None:
        raise NotThere(f"suggested grade of check-in {check_in_id}")
    return grades.GradeSuggested.read(found)


@writes("/check-ins/{int:check_in_id}/grades", act=DO, room=ROOM, gives=CheckIn, versioned=True)
def give_grade(call: Call, check_in_id: Id, body: grades.NewGrade) -> CheckIn:
    """Grade the firm."""
    commands.give_grade(check_in_id=check_in_id, grade=body.grade, version=number_read(call), by=call.by, at=call.now)
    return _one(check_in_id)


@reads("/check-ins/{int:check_in_id}/rounds", act=DO, room=ROOM, gives=shapes.RoundsOver)
def list_rounds(call: Call, check_in_id: Id, query: Query[PartsPage]) -> shapes.RoundsOver:
    """List the rounds that are over, the last one first: who ended each, what was found in it, and what has to follow."""
    rows, more = _parts(round_records, check_in_id, query, of="rounds")
    return shapes.RoundsOver.model_construct(items=[shapes.RoundOver.read(each) for each in rows], next=more)


@writes("/check-ins/{int:check_in_id}/training", act=DO, room=ROOM, gives=Ticket, status=201, versioned=True, made=True)
def wish_training(call: Call, check_in_id: Id, body: shapes.TrainingWish) -> Ticket:
    """Open a ticket for those who train, linked with the check-in both ways."""
    made = commands.wish_training(
        check_in_id=check_in_id,
        text=body.text,
        whom=whom(check_in_id, body.address_id) if body.address_id else None,
        mailbox=answers_from(ticket_of(check_in_id).kind),
        version=number_read(call),
        by=call.by,
        at=call.now,
    )
    return Ticket.read(ticket_record(made.number))


@writes("/check-ins/{int:check_in_id}/ending", act=DO, room=ROOM, gives=CheckIn, versioned=True)
def end_round(call: Call, check_in_id: Id, body: shapes.RoundEnd) -> CheckIn:
    """End the round: it sleeps for its cadence, or until the day that is asked for. One that sleeps has no round to end."""
    chosen = wish_of(body.date) if body.date else None
    commands.end_round(
        check_in_id=check_in_id,
        chosen=chosen,
        follow_ups=body.follow_ups or "",
        version=number_read(call),
        by=call.by,
        at=call.now,
    )
    return _one(check_in_id)


@writes("/check-ins/{int:check_in_id}/day", act=DO, room=ROOM, gives=CheckIn, versioned=True)
def move_check_in_day(call: Call, check_in_id: Id, body: shapes.AnotherDay) -> CheckIn:
    """Give a check-in that sleeps another day; no round is done by it."""
    commands.move_day(
        check_in_id=check_in_id, chosen=wish_of(body.date), version=number_read(call), by=call.by, at=call.now
    )
    return _one(check_in_id)


@writes("/check-ins/{int:check_in_id}/exemption", act=DO, room=ROOM, gives=CheckIn, versioned=True)
def exempt_firm(call: Call, check_in_id: Id, body: shapes.Exemption) -> CheckIn:
    """Say that no check-in is needed: its ticket is closed with the reason, and does not come back by itself."""
    commands.exempt(check_in_id=check_in_id, reason=body.reason, version=number_read(call), by=call.by, at=call.now)
    return _one(check_in_id)


@writes("/check-ins/{int:check_in_id}/exemption", method="DELETE", act=DO, room=ROOM, gives=CheckIn, versioned=True)
def end_exemption(call: Call, check_in_id: Id, query: Query[shapes.ExemptionEnd]) -> CheckIn:
    """Check in with the firm again: it sleeps for its cadence, or until the day that is asked for."""
    day = day_of(query.day, field="day")
    chosen = Wish(day=day) if day else None
    commands.end_exemption(check_in_id=check_in_id, chosen=chosen, version=number_read(call), by=call.by, at=call.now)
    return _one(check_in_id)


@writes("/check-ins/{int:check_in_id}/cadence", act=DO, room=ROOM, gives=CheckIn, versioned=True)
def change_cadence(call: Call, check_in_id: Id, body: shapes.Cadence) -> CheckIn:
    """Give the firm a cadence of its own, from its next round on, or the programme's again."""
    every = span_of(body.every, field="every") if body.every else None
    commands.change_cadence(check_in_id=check_in_id, every=every, version=number_read(call), by=call.by, at=call.now)
    return _one(check_in_id)


@writes("/check-ins/{int:check_in_id}/undoing", act=DO, room=ROOM, gives=CheckIn, versioned=True)
def undo_on_check_in(call: Call, check_in_id: Id) -> CheckIn:
    """Take back one's own last act, if nothing was done since: a beginning, a call, an end, another day, or that none is needed."""
    commands.take_back(check_in_id=check_in_id, version=number_read(call), by=call.by, at=call.now)
    return _one(check_in_id)


@writes("/check-ins/{int:check_in_id}/taking-back", act=DO, room=ROOM, gives=CheckIn, versioned=True)
def take_reach_out_back(call: Call, check_in_id: Id) -> CheckIn:
    """Take one's own mail to the firm back while it waits to leave: its text is a draft again, and the reach-out is due as before."""
    commands.take_reach_out_back(check_in_id=check_in_id, by=call.by, at=call.now)
    return _one(check_in_id)


def _one(check_in_id: int) -> CheckIn:
    return CheckIn.read(check_in_record(check_in_id))


class _Row(Protocol):
    @property
    def id(self) -> int: ...


def _parts[R: _Row](
    read: Callable[..., Sequence[R]], check_in_id: int, query: PartsPage, *, of: str
) -> tuple[Sequence[R], str | None]:
    """Read a page of what was done with a check-in, by ids, and the cursor of the next."""
    narrowed = [of, check_in_id]
    [after] = opened(query.after, of=narrowed) or [0]
    found = read(check_in_id, after=after, limit=query.limit + 1)
    more = sealed([found[query.limit - 1].id], of=narrowed) if len(found) > query.limit else None
    return found[: query.limit], more


def _narrow(call: Call, query: CheckInFilter) -> Narrow:
    return Narrow(
        standing=Standing(query.standing) if query.standing else None,
        assignee=member_read(call, query.assignee),
        programme=query.programme,
        account_id=query.account,
        grade=query.grade,
        wakes_from=day_of(query.wakes_from, field="wakes_from"),
        wakes_until=day_of(query.wakes_until, field="wakes_until"),
        zone=call.book.zone,
    )
