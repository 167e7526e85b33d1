"""The second step of the sign-in: whoever has shown the right password shows a code too. Nobody is signed in here yet."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods

from rounds.basics import clock
from rounds.basics.problems import Problem, Refused
from rounds.team.queries import memberships_of
from rounds.team.second_factor import commands
from rounds.team.second_factor.guessing import count_guess
from rounds.team.second_factor.queries import kept
from rounds.timeline.rules import Actor
from rounds.web import failures
from rounds.web.entrance import NobodyHere
from rounds.web.limits import limited
from rounds.web.proving import Standing, sign_in, standing
from rounds.workspaces.current import as_workspace

RECOVERY = "recovery"
LONGEST = 100


@limited("second_step", by_person=False)
@require_http_methods(["GET", "HEAD", "POST"])
@cache_control(private=True, no_store=True)
@sensitive_variables()
def second_step(request: HttpRequest) -> HttpResponse:
    """Ask for the second step, or take it."""
    who = standing(request)
    if who is None:
        return redirect("account_login")
    if request.method != "POST":
        return second_step_page(request, who)
    try:
        return _take(request, who)
    except Refused as refused:
        return second_step_page(request, who, refused.problems)


def _take(request: HttpRequest, who: Standing) -> HttpResponse:
    """Take a code, and let its owner in. Raises Refused."""
    code, now = request.POST.get("code", "")[:LONGEST], clock.now()
    companies = memberships_of(who.person.pk)
    if not companies:
        return failures.outside(request, NobodyHere(signed_in=True))
    recovery = _by_recovery(request)
    if not recovery:
        count_guess(who.person.pk, at=now)
    with as_workspace(companies[0].workspace_id):
        way = commands.take_second_step(
            person_id=who.person.pk, code=code, recovery=recovery, by=Actor.system(), at=now
        )
    sign_in(request, who.person, way)
    return redirect(who.back)


def _by_recovery(request: HttpRequest) -> bool:
    return RECOVERY in request.GET


def second_step_page(request: HttpRequest, who: Standing, problems: tuple[Problem, ...] = ()) -> HttpResponse:
    """Show the second step, with what was refused."""
    context = {"kept": kept(who.person.pk), "by_recovery": _by_recovery(request), "problems": problems}
    return render(request, "account/second_step.html", context, status=409 if problems else 200)
