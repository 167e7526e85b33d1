"""A forgotten password: a link is asked for, and another password chosen by it.

Asking answers the same, and as fast, whether an address is known or not: a worker looks it up afterwards.
"""

from django.contrib.auth.tokens import default_token_generator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_http_methods

from rounds.basics import clock
from rounds.basics.problems import Problem, Refused
from rounds.mail.jobs_by_name import defer_forgotten
from rounds.team import commands as team
from rounds.team.models import Person
from rounds.team.queries import memberships_of
from rounds.timeline.rules import Actor
from rounds.web import forms
from rounds.web.limits import limited
from rounds.workspaces.current import as_workspace

GONE = 410


@limited("reset_password", by_person=False)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def forgotten(request: HttpRequest) -> HttpResponse:
    """Take the address of whoever has forgotten their password."""
    if request.method != "POST":
        return render(request, "account/forgotten.html")
    try:
        address = forms.address(request.POST, "email")
    except Refused as refused:
        return render(
            request, "account/forgotten.html", {"problems": refused.problems, "typed": request.POST}, status=409
        )
    door = request.build_absolute_uri(reverse("new-password", args=[1, "-"])).removesuffix("1/-")
    defer_forgotten(address=address, door=door)
    return render(request, "account/forgotten.html", {"asked": address})


@limited("reset_password_from_key", by_person=False)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
def new_password(request: HttpRequest, person_id: int, token: str) -> HttpResponse:
    """Let whoever shows a link that holds choose another password."""
    companies = memberships_of(person_id) if _holds(person_id, token) else []
    if not companies:
        return render(request, "account/new_password.html", {"gone": True}, status=GONE)
    if request.method != "POST":
        return render(request, "account/new_password.html")
    try:
        with as_workspace(companies[0].workspace_id):
            team.choose_password(
                person_id=person_id,
                token=token,
                new=request.POST.get("password", ""),
                by=Actor.system(),
                at=clock.now(),
            )
    except Refused as refused:
        return _once_more(request, refused.problems)
    return redirect("account_login")


def _holds(person_id: int, token: str) -> bool:
    person = Person.objects.filter(id=person_id, is_active=True).first()
    return default_token_generator.check_token(person, token)


def _once_more(request: HttpRequest, problems: tuple[Problem, ...]) -> HttpResponse:
    return render(request, "account/new_password.html", {"problems": problems}, status=409)
