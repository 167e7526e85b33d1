"""The page that an invitation's link leads to: name and password, or joining as who one is already.

It stands before the door: whoever holds the link has no membership yet. A link that does not hold looks the same whatever is
wrong with it.
"""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from rounds.basics import clock
from rounds.basics.problems import Problem, Refused
from rounds.team import commands as team
from rounds.team.invitations import Pass, read
from rounds.team.models import Person
from rounds.team.queries import Welcome, welcome
from rounds.team.sessions import SEVERAL
from rounds.timeline.rules import Actor
from rounds.web import forms
from rounds.web.entrance import enter
from rounds.web.limits import limited
from rounds.workspaces.current import as_workspace

GONE = 410


@limited("invitation", by_person=False)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def join(request: HttpRequest, token: str) -> HttpResponse:
    """Show who is asked to join what, or let them."""
    shown = read(token)
    if shown is None:
        return _gone(request)
    with as_workspace(shown.workspace_id):
        found = welcome(shown, at=clock.now())
    if found is None:
        return _gone(request)
    if request.method != "POST":
        return _page(request, found)
    try:
        return _join(request, shown)
    except Refused as refused:
        return _page(request, found, refused.problems)


def _join(request: HttpRequest, shown: Pass) -> HttpResponse:
    """Join, and come in. Raises Refused."""
    person_id = request.user.pk if request.user.is_authenticated else None
    password = None if person_id else request.POST.get("password", "")
    with as_workspace(shown.workspace_id):
        member = team.accept(
            shown=shown,
            name=forms.line(request.POST, "name"),
            password=password,
            person_id=person_id,
            by=Actor.system(),
            at=clock.now(),
        )
        person = Person.objects.get(id=member.person_id or 0)
    if person_id is None:
        login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    else:
        request.session[SEVERAL] = True
    enter(request, shown.workspace_id)
    return redirect("home")


def _page(request: HttpRequest, found: Welcome, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    mine = request.user.is_authenticated and str(request.user) == found.email
    context = {
        "found": found,
        "problems": problems,
        "wrong": {problem.field for problem in problems},
        "typed": request.POST,
        "joins_as_oneself": mine,
        "somebody_else": request.user.is_authenticated and not mine,
        "sign_in": f"{resolve_url(settings.LOGIN_URL)}?next={request.path}",
    }
    return render(request, "account/join.html", context, status=409 if problems else 200)


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "account/join_gone.html", status=GONE)
