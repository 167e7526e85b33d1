"""Who is on the team, what each may do, and when the token's member works."""

from rounds.api.calls import Call
from rounds.api.doors import reads, writes
from rounds.api.reading import number_read, stamp_read
from rounds.api.shapes.base import Id
from rounds.api.shapes.team import (
    Hours,
    Member,
    MemberName,
    MemberRoles,
    Members,
    MemberWhole,
    NewDaysOff,
    NewHours,
)
from rounds.desk import commands as desk
from rounds.team import commands as team
from rounds.team.commands.hours import OWN
from rounds.team.queries import colleagues, profile
from rounds.team.rules import MANAGE_PEOPLE

ROOM = "Team"


@reads("/members", act=MANAGE_PEOPLE, room=ROOM, gives=Members)
def list_members(call: Call) -> Members:
    """List the members, those who left last."""
    return Members.model_construct(items=[Member.read(each) for each in colleagues(at=call.now)])


@reads("/members/{int:member_id}", act=MANAGE_PEOPLE, room=ROOM, gives=MemberWhole, versioned=True)
def get_member(call: Call, member_id: Id) -> MemberWhole:
    """Read one member."""
    return _member(call, member_id)


@writes("/members/{int:member_id}/name", act=MANAGE_PEOPLE, room=ROOM, gives=MemberWhole, versioned=True)
def rename_member(call: Call, member_id: Id, body: MemberName) -> MemberWhole:
    """Say how a member is called."""
    team.rename_member(member_id=member_id, name=body.name, version=stamp_read(call), by=call.by, at=call.now)
    return _member(call, member_id)


@writes("/members/{int:member_id}/roles", act=MANAGE_PEOPLE, room=ROOM, gives=MemberWhole, versioned=True)
def set_roles(call: Call, member_id: Id, body: MemberRoles) -> MemberWhole:
    """Say what a member may do: all roles, not only new ones. It counts from their next click or call."""
    team.set_roles(member_id=member_id, roles=body.roles, version=stamp_read(call), by=call.by, at=call.now)
    return _member(call, member_id)


@writes("/members/{int:member_id}/leaving", act=MANAGE_PEOPLE, room=ROOM, gives=MemberWhole)
def take_member_off(call: Call, member_id: Id) -> MemberWhole:
    """Take a member off the team: sessions and tokens end, tickets go back to their queues."""
    desk.end_membership(member_id=member_id, by=call.by, at=call.now)
    return _member(call, member_id)


@writes("/members/{int:member_id}/return", act=MANAGE_PEOPLE, room=ROOM, gives=MemberWhole)
def let_member_back(call: Call, member_id: Id) -> MemberWhole:
    """Let a member come back who left."""
    team.let_back(member_id=member_id, by=call.by, at=call.now)
    return _member(call, member_id)


@reads("/hours", act=OWN, room=ROOM, gives=Hours, versioned=True)
def get_hours(call: Call) -> Hours:
    """Read when the token's member works, is away and is available."""
    return _hours(call)


@writes("/hours", method="PUT", act=OWN, room=ROOM, gives=Hours, versioned=True)
def set_hours(call: Call, body: NewHours) -> Hours:
    """Say when the token's member works. Sent without If-Match it takes the place of whatever stands."""
    read = number_read(call)
    version = profile(call.holder.member_id, at=call.now).kept.version if read is None else read
    team.set_hours(
        member_id=call.holder.member_id,
        zone=body.zone,
        windows=body.windows,
        version=version,
        by=call.by,
        at=call.now,
    )
    return _hours(call)


@writes("/hours/confirmation", act=OWN, room=ROOM, gives=Hours)
def confirm_hours(call: Call) -> Hours:
    """Say that the hours are right as they stand."""
    team.confirm_hours(by=call.by, at=call.now)
    return _hours(call)


@writes("/hours/days-off", act=OWN, room=ROOM, gives=Hours, status=201)
def take_days_off(call: Call, body: NewDaysOff) -> Hours:
    """Take days off."""
    team.go_away(member_id=call.holder.member_id, first_on=body.first_on, last_on=body.last_on, by=call.by, at=call.now)
    return _hours(call)


@writes("/hours/days-off/{int:away_id}", method="DELETE", act=OWN, room=ROOM, gives=Hours)
def give_up_days_off(call: Call, away_id: Id) -> Hours:
    """Give days off up."""
    team.stay_here(away_id=away_id, by=call.by, at=call.now)
    return _hours(call)


@writes("/hours/availability", act=OWN, room=ROOM, gives=Hours)
def become_available(call: Call) -> Hours:
    """Let the token's member be given work; it ends with the day's hours where nobody ends it before."""
    team.become_available(by=call.by, at=call.now)
    return _hours(call)


@writes("/hours/availability", method="DELETE", act=OWN, room=ROOM, gives=Hours)
def sign_off(call: Call) -> Hours:
    """End being given work."""
    team.sign_off(by=call.by, at=call.now)
    return _hours(call)


def _member(call: Call, member_id: int) -> MemberWhole:
    return MemberWhole.read(profile(member_id, at=call.now))


def _hours(call: Call) -> Hours:
    return Hours.read(profile(call.holder.member_id, at=call.now))
