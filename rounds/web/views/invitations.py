"""Asking people to join: by mail, again where it was lost, and no more."""

from django.http import HttpResponse
from django.urls import reverse

from rounds.mail import commands as mail
from rounds.team import commands as team
from rounds.team.rules import MANAGE_PEOPLE
from rounds.web import forms
from rounds.web.doors import act
from rounds.web.limits import limited
from rounds.web.views.people import people, roles_typed
from rounds.web.visit import Visit


@limited("invite")
@act(MANAGE_PEOPLE, again=people)
def invite(visit: Visit) -> HttpResponse:
    """Ask somebody to join."""
    email = forms.address(visit.request.POST, "email")
    mail.invite(email=email, roles=roles_typed(visit.request), door=_door(visit), by=visit.by, at=visit.now)
    return visit.then("people", said="The invitation leaves within seconds")


@limited("invite")
@act(MANAGE_PEOPLE, again=people)
def again(visit: Visit, invitation_id: int) -> HttpResponse:
    """Send an invitation again, with another link."""
    mail.invite_again(invitation_id=invitation_id, door=_door(visit), by=visit.by, at=visit.now)
    return visit.then("people", said="It leaves again; the link before opens nothing any more")


@act(MANAGE_PEOPLE, again=people)
def withdraw(visit: Visit, invitation_id: int) -> HttpResponse:
    """Ask somebody no more."""
    team.withdraw(invitation_id=invitation_id, by=visit.by, at=visit.now)
    return visit.then("people", said="Withdrawn; the link opens nothing")


def _door(visit: Visit) -> str:
    """Give the address of the page that takes a link, up to the link's own part."""
    return visit.request.build_absolute_uri(reverse("join", args=["-"]))[:-1]
