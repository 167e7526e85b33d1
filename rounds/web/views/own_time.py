"""When somebody works: their hours, days off and availability; each looks after their own, whoever manages people after all."""

from django.http import HttpResponse

from rounds.team import commands as team
from rounds.team.commands.hours import OWN
from rounds.team.queries import profile, zone_names
from rounds.team.rules import MANAGE_PEOPLE
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.views.people import person
from rounds.web.views.settings import drawn
from rounds.web.visit import Visit


@page(OWN)
def own_hours(visit: Visit, away_id: int | None = None) -> HttpResponse:
    """Show one's own hours, days off, and whether one is available. away_id: the days off that an act was refused on."""
    return drawn(
        visit,
        "settings/own_hours.html",
        person=profile(visit.member.pk, at=visit.now),
        zones=zone_names(),
        suggested=visit.zone.key,
    )


@act(OWN, again=own_hours)
def set_own(visit: Visit) -> HttpResponse:
    """Write one's own hours down."""
    _set(visit, visit.member.pk)
    return visit.then("own-hours", said="Your hours are kept")


@act(OWN, again=own_hours)
def right(visit: Visit) -> HttpResponse:
    """Say that one's own hours are right as they stand."""
    team.confirm_hours(by=visit.by, at=visit.now)
    return visit.then("own-hours", said="Noted: your hours are right")


@act(OWN, again=own_hours)
def away_own(visit: Visit) -> HttpResponse:
    """Take days off."""
    _go_away(visit, visit.member.pk)
    return visit.then("own-hours", said="Your days off are kept")


@act(OWN, again=own_hours)
def available(visit: Visit) -> HttpResponse:
    """Begin to be given work."""
    team.become_available(by=visit.by, at=visit.now)
    return visit.then("own-hours", said="You are available")


@act(OWN, again=own_hours)
def signed_off(visit: Visit) -> HttpResponse:
    """End being given work."""
    team.sign_off(by=visit.by, at=visit.now)
    return visit.then("own-hours", said="You are signed off")


@act(OWN, again=own_hours)
def stay_own(visit: Visit, away_id: int) -> HttpResponse:
    """Give one's own days off up."""
    team.stay_here(away_id=away_id, by=visit.by, at=visit.now)
    return visit.then("own-hours", said="Those days are no days off any more")


@act(MANAGE_PEOPLE, again=person)
def set_theirs(visit: Visit, member_id: int) -> HttpResponse:
    """Write somebody's hours down; they review them themselves."""
    _set(visit, member_id)
    return visit.then("person", member_id, said="The hours are kept; the member has still to say that they are right")


@act(MANAGE_PEOPLE, again=person)
def away_theirs(visit: Visit, member_id: int) -> HttpResponse:
    """Take days off for somebody."""
    _go_away(visit, member_id)
    return visit.then("person", member_id, said="The days off are kept")


@act(MANAGE_PEOPLE, again=person)
def stay_theirs(visit: Visit, member_id: int, away_id: int) -> HttpResponse:
    """Give somebody's days off up."""
    team.stay_here(away_id=away_id, by=visit.by, at=visit.now)
    return visit.then("person", member_id, said="Those days are no days off any more")


def _set(visit: Visit, member_id: int) -> None:
    form = visit.request.POST
    team.set_hours(
        member_id=member_id,
        zone=forms.line(form, "zone"),
        windows=[line.strip() for line in forms.text(form, "windows").splitlines() if line.strip()],
        version=forms.number_or_none(form, "version") or 0,
        by=visit.by,
        at=visit.now,
    )


def _go_away(visit: Visit, member_id: int) -> None:
    first, last = forms.days(visit.request.POST)
    team.go_away(member_id=member_id, first_on=first, last_on=last, by=visit.by, at=visit.now)
