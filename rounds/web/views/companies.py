"""Which company one is in: chosen after the sign-in by whoever belongs to several, and changed from one's name in the rail.

These pages stand before a company is entered, so they have no visit: they know the person, and what that person belongs to.
"""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST, require_safe

from rounds.web import failures
from rounds.web.back import own_path
from rounds.web.entrance import NobodyHere, companies_of, enter


@require_safe
@cache_control(private=True, no_store=True)
def companies(request: HttpRequest) -> HttpResponse:
    """Show the companies that somebody may enter."""
    try:
        found = companies_of(request)
    except NobodyHere as nobody:
        return failures.outside(request, nobody)
    return render(request, "account/companies.html", {"companies": found, "back": "/"})


@require_POST
def company(request: HttpRequest, workspace_id: int) -> HttpResponse:
    """Enter one of them; one that somebody does not belong to is not there."""
    try:
        found = companies_of(request)
    except NobodyHere as nobody:
        return failures.outside(request, nobody)
    if workspace_id not in {each.workspace_id for each in found}:
        raise Http404
    enter(request, workspace_id)
    return redirect(own_path(request.POST.get("back")))
