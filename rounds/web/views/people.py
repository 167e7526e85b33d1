"""People and roles: who is on the team, what each may do, and who does no longer come in."""

from django.http import HttpRequest, HttpResponse

from rounds.basics.text import counted
from rounds.desk import commands as desk
from rounds.desk.queries import held_by
from rounds.mail.queries import how_they_fare
from rounds.policies.queries import book
from rounds.team import commands as team
from rounds.team.queries import Asked, Profile, asked, colleagues, names_of, profile, roles_held, zone_names
from rounds.team.rules import MANAGE_PEOPLE, Role
from rounds.team.second_factor.commands import take_away
from rounds.timeline import queries as timeline
from rounds.timeline.queries import people_in
from rounds.timeline.rules import NamesById
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.happenings import Told, told
from rounds.web.marks import DELIVERIES, Drawn
from rounds.web.views.settings import drawn
from rounds.web.visit import Visit

HISTORY = 20


@page(MANAGE_PEOPLE)
def people(visit: Visit, invitation_id: int | None = None) -> HttpResponse:
    """List the team, the roles of the manual with who holds each, and who left. invitation_id: that an act was refused on."""
    found = colleagues(at=visit.now)
    return drawn(
        visit,
        "settings/people.html",
        here=[each for each in found if each.active],
        gone=[each for each in found if not each.active],
        roles=roles_held(found),
        asked=_asked(visit),
        ticked=roles_typed(visit.request) if visit.typed else (),
    )


def _asked(visit: Visit) -> list[tuple[Asked, Drawn | None, str]]:
    """List the open invitations with how their mail fares."""
    rows = asked(at=visit.now)
    fares = how_they_fare("invitation", [row.id for row in rows])
    return [
        (row, DELIVERIES[fares[row.id][0]], fares[row.id][1]) if row.id in fares else (row, None, "") for row in rows
    ]


@page(MANAGE_PEOPLE)
def person(visit: Visit, member_id: int, away_id: int | None = None) -> HttpResponse:
    """Show one member: name, roles, hours, days off, and what happens to their tickets where they leave.

    away_id: the days off that an act was refused on.
    """
    found = profile(member_id, at=visit.now)
    typed = visit.typed
    held = roles_typed(visit.request) if typed and "roles-form" in typed else found.roles
    return drawn(
        visit,
        "settings/person.html",
        person=found,
        roles=[(role, role.name in held) for role in book().all(Role)],
        tickets=held_by(member_id),
        history=_history(found),
        zones=zone_names(),
    )


@act(MANAGE_PEOPLE, again=person)
def name(visit: Visit, member_id: int) -> HttpResponse:
    """Change how somebody is called."""
    form = visit.request.POST
    team.rename_member(
        member_id=member_id,
        name=forms.line(form, "name"),
        version=forms.number_or_none(form, "version"),
        by=visit.by,
        at=visit.now,
    )
    return visit.then("person", member_id, said="The name is changed")


@act(MANAGE_PEOPLE, again=person)
def roles(visit: Visit, member_id: int) -> HttpResponse:
    """Change what somebody may do."""
    team.set_roles(
        member_id=member_id,
        roles=roles_typed(visit.request),
        version=forms.number_or_none(visit.request.POST, "version"),
        by=visit.by,
        at=visit.now,
    )
    return visit.then("person", member_id, said="The roles are changed; they count from the next click on")


@act(MANAGE_PEOPLE, again=person)
def second_factor_away(visit: Visit, member_id: int) -> HttpResponse:
    """Take away what somebody can no longer show at their sign-in."""
    take_away(member_id=member_id, by=visit.by, at=visit.now)
    return visit.then("person", member_id, said="It is taken away; their password alone lets them in now")


@act(MANAGE_PEOPLE, again=person)
def leaving(visit: Visit, member_id: int) -> HttpResponse:
    """Take somebody off the team."""
    back = desk.end_membership(member_id=member_id, by=visit.by, at=visit.now)
    went = f"; {counted(back, 'ticket')} went back to the queues" if back else ""
    return visit.then("people", said=f"They no longer come in here{went}")


@act(MANAGE_PEOPLE, again=person)
def return_(visit: Visit, member_id: int) -> HttpResponse:
    """Let somebody come back who left."""
    member = team.let_back(member_id=member_id, by=visit.by, at=visit.now)
    return visit.then("person", member_id, said=f"{member.name} is on the team again")


def roles_typed(request: HttpRequest) -> list[str]:
    """Read which roles were ticked."""
    return request.POST.getlist("roles")[:100]


def _history(found: Profile) -> list[Told]:
    """Tell what happened with this membership, newest first."""
    rows = list(timeline.latest_of_subject("member", found.id, limit=HISTORY))
    members, _ = people_in(rows)
    names = NamesById(names_of({*members, found.id}), {})
    return [told(each) for each in timeline.told(rows, names)]
