"""When a member works, when they are away, and whether they are available now. Each looks after their own."""

from collections.abc import Sequence
from datetime import date, datetime
from zoneinfo import ZoneInfo

from rounds.basics.hours import Hours
from rounds.basics.problems import ChangedMeanwhile, NotThere, Problem, Refused, refuse_if
from rounds.basics.text import nearest
from rounds.basics.windows import Window
from rounds.policies.queries import book
from rounds.team.events import AwayGivenUp, AwayTaken, BecameAvailable, HoursConfirmed, HoursSet, SignedOff
from rounds.team.house import SIGNED_OFF
from rounds.team.models import Available, Away, Member, OwnHours
from rounds.team.on_duty import ends_by_itself, overlapping
from rounds.team.queries import own_hours, require, rights_of, zones
from rounds.timeline.commands import entry, record, record_many
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, Fact
from rounds.workspaces import setwise
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import Change, find, ids_for, insert, write

OWN = "keep own hours"
OTHERS = "manage people"
MOST_WINDOWS = 40
LONGEST_AWAY = 366


@command
def set_hours(*, member_id: int, zone: str, windows: Sequence[str], version: int, by: Actor, at: datetime) -> OwnHours:
    """Set when a member officially works; set by themselves, they are reviewed too.

    windows: as people write them. version: of the hours as the form read them, 0 where there were none. at: aware, UTC.
    Raises NotAllowed, NotThere, Refused (no such zone, no window, a window that cannot be read), ChangedMeanwhile.
    Source: C10.
    """
    _may_look_after(member_id, by)
    member = _locked(member_id)
    refuse_if([*_zone_problems(zone), *_window_problems(windows)])
    row = OwnHours.objects.filter(member=member).first() or OwnHours(workspace_id=here(), member=member, version=0)
    read = [str(Window.parse(each)) for each in windows]
    if row.version != version:
        raise _both_sides(row, zone, read)
    row.zone, row.windows, row.version = zone, read, row.version + 1
    row.reviewed_at = at if by == Actor.member(member_id) else None
    row.save()
    _until_the_new_end(member_id, _hours(row))
    record(HoursSet(member=member_id, zone=zone, windows=read), by=by, at=at)
    return row


@command
def confirm_hours(*, by: Actor, at: datetime) -> OwnHours:
    """Say that one's own hours are right as they stand. at: aware, UTC. Raises NotAllowed, Refused (none yet). Source: C10."""
    require(by, OWN)
    row = OwnHours.objects.select_for_update().filter(member_id=by.id or 0).first()
    if row is None:
        raise Refused([Problem("no hours", "You have not said your hours yet.", "Write them first.", field="windows")])
    row.reviewed_at = at
    row.save(update_fields=["reviewed_at"])
    record(HoursConfirmed(member=row.member_id), by=by, at=at)
    return row


@command
def go_away(*, member_id: int, first_on: date, last_on: date, by: Actor, at: datetime) -> Away:
    """Take days off, the last one included. at: aware, UTC. Raises NotAllowed, NotThere, Refused (ends before it begins, overlaps)."""
    _may_look_after(member_id, by)
    member = _locked(member_id)
    refuse_if(_away_problems(member_id, first_on, last_on))
    row = Away.objects.create(workspace_id=here(), member=member, first_on=first_on, last_on=last_on)
    record(AwayTaken(member=member_id, first_on=str(first_on), last_on=str(last_on)), by=by, at=at)
    return row


@command
def stay_here(*, away_id: int, by: Actor, at: datetime) -> None:
    """Give up days off that were taken. at: aware, UTC. Raises NotAllowed, NotThere."""
    row = Away.objects.select_for_update().filter(id=away_id).first()
    if row is None:
        require(by, OWN)
        raise NotThere(f"time away {away_id}")
    _may_look_after(row.member_id, by)
    record(AwayGivenUp(member=row.member_id, first_on=str(row.first_on), last_on=str(row.last_on)), by=by, at=at)
    row.delete()


@command
def become_available(*, by: Actor, at: datetime) -> Available:
    """Begin to be given work; it ends with the day's official hours where nobody ends it before.

    at: aware, UTC. Raises NotAllowed, Refused (no hours said, available already). Source: C2, C3.
    """
    require(by, OWN)
    member = _locked(by.id or 0)
    if _still_available(member.pk, at=at):
        raise Refused([Problem("available already", "You are available already.")])
    if (hours := own_hours(member.pk)) is None:
        fix = "Write them first: they say when a sign-off that was forgotten ends by itself."
        raise Refused([Problem("no hours", "You have not said your hours yet.", fix, field="windows")])
    [row_id] = ids_for(Available)
    until = ends_by_itself(hours, at)
    row = Available(id=row_id, workspace_id=here(), member_id=member.pk, since_at=at, until_at=until)
    insert(row, entry(BecameAvailable(member=member.pk, until_at=until), by=by, at=at))
    return row


@command
def sign_off(*, by: Actor, at: datetime) -> None:
    """End being available: no more work is given. at: aware, UTC. Raises NotAllowed, Refused (not available). Source: C2, C3."""
    require(by, OWN)
    member = _locked(by.id or 0)
    row = _still_available(member.pk, at=at)
    if row is None:
        raise Refused([Problem("not available", "You are not available now.")])
    row.ended_at = at
    write(Change(row, ("ended_at",)), entry(SignedOff(member=row.member_id, by_itself=False), by=by, at=at))


@command
def sign_off_by_itself(*, available_ids: Sequence[int], at: datetime) -> int:
    """End those of these times of being available whose official hours are over, in few statements; gives how many.

    One that another loop holds is left to it. at: aware, UTC. Source: C3.
    """
    rows = find(Available, OVER, [list(available_ids), at])
    _end_by_themselves(rows)
    return len(rows)


OVER = "id = ANY (%s) AND ended_at IS NULL AND until_at <= %s ORDER BY id FOR UPDATE SKIP LOCKED"


def _may_look_after(member_id: int, by: Actor) -> None:
    """Let each look after their own, and whoever manages people after everybody's. Raises NotAllowed."""
    own = by == Actor.member(member_id) and not rights_of(by).may(OTHERS)
    require(by, OWN if own else OTHERS)


def _locked(member_id: int) -> Member:
    """Give an active member, locked: of two acts on one member's time, the second sees what the first did."""
    found = find(Member, "id = %s AND active FOR NO KEY UPDATE", [member_id])
    if not found:
        raise NotThere(f"member {member_id}")
    return found[0]


def _zone_problems(zone: str) -> list[Problem]:
    if zone in zones():
        return []
    near = nearest(zone, zones())
    text = f"There is no time zone “{zone}”." if zone else "A time zone is missing."
    return [Problem("unknown zone", text, f"Nearest: “{near}”." if near else None, field="zone")]


def _window_problems(windows: Sequence[str]) -> list[Problem]:
    if not windows:
        fix = "Write at least one, as in Mon-Fri 9:00-17:00."
        return [Problem("no window", "Hours need a time in which you work.", fix, field="windows")]
    if len(windows) > MOST_WINDOWS:
        return [Problem("too many windows", f"More than {MOST_WINDOWS} times are no week.", field="windows")]
    return [problem for each in windows if (problem := _window_problem(each))]


def _window_problem(window: str) -> Problem | None:
    try:
        Window.parse(window)
    except ValueError as wrong:
        why = str(wrong)
        return Problem("unreadable window", f"{why[:1].upper()}{why[1:]}.", field="windows")
    return None


def _away_problems(member_id: int, first_on: date, last_on: date) -> list[Problem]:
    if last_on < first_on:
        return [Problem("ends before it begins", "The last day lies before the first.", field="last_on")]
    if (last_on - first_on).days >= LONGEST_AWAY:
        fix = "Whoever is gone for longer is taken off the team, and comes back later."
        return [Problem("too long", "Time away is a year at most.", fix, field="last_on")]
    taken = overlapping(Away.objects.filter(member_id=member_id).values_list("first_on", "last_on"), first_on, last_on)
    if taken:
        text = f"{taken[0]} to {taken[1]} is taken already."
        return [Problem("overlaps", text, "Give that up first, or choose other days.", field="first_on")]
    return []


def _both_sides(row: OwnHours, zone: str, windows: list[str]) -> ChangedMeanwhile:
    theirs = {"Hours": "\n".join(row.windows), "Time zone": row.zone} if row.pk else {"Hours": "none yet"}
    mine = {"Hours": "\n".join(windows), "Time zone": zone}
    return ChangedMeanwhile(what="these hours", mine=mine, theirs=theirs, version=row.version)


def _hours(row: OwnHours) -> Hours:
    windows = tuple(Window.parse(each) for each in row.windows)
    return Hours(ZoneInfo(row.zone), windows, book().holidays)


def _until_the_new_end(member_id: int, hours: Hours) -> None:
    """Let whoever is available now be so until the end of the hours as they stand now."""
    for row in Available.objects.select_for_update().filter(member_id=member_id, ended_at=None):
        row.until_at = ends_by_itself(hours, row.since_at)
        row.save(update_fields=["until_at"])


def _still_available(member_id: int, *, at: datetime) -> Available | None:
    """Give the time in which a member is available, locked; one that is over is ended by itself, where the engine was not here yet.

    So nobody is told to sign off from yesterday.
    """
    rows = find(Available, "member_id = %s AND ended_at IS NULL ORDER BY id FOR UPDATE", [member_id])
    _end_by_themselves([row for row in rows if row.until_at <= at])
    return next((row for row in rows if row.until_at > at), None)


def _end_by_themselves(rows: Sequence[Available]) -> None:
    """End times of being available, each with the hours of its day, whenever that is noticed."""
    if not rows:
        return
    setwise.update(Available, [{"id": row.pk, "ended_at": row.until_at} for row in rows])
    record_many([_ended_by_itself(row) for row in rows])


def _ended_by_itself(row: Available) -> TimelineEvent:
    seen = Fact("available since", at=row.since_at), Fact("the day's hours ended", at=row.until_at)
    because = SIGNED_OFF.because(*seen, then="no work is given to them until they are available again")
    ended = SignedOff(member=row.member_id, by_itself=True)
    return entry(ended, by=Actor.itself(), at=row.until_at, because=because)
