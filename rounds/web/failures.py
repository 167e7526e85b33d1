"""Pages for what is not fine: each says what happened, what was kept, and what to do. None is a dead end.

Inside a company they stand in the shell; where nobody is known yet, or our own page broke, they stand alone and need neither
the database nor the styles.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from http import HTTPStatus
from zoneinfo import ZoneInfo

import structlog
from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render, resolve_url
from django.urls import reverse
from django_htmx.http import HttpResponseClientRedirect

from rounds.basics.localtime import day_of
from rounds.basics.moments import said, said_day
from rounds.basics.problems import ChangedMeanwhile, Problem
from rounds.web.entrance import NobodyHere, WhichCompany
from rounds.web.visit import Visit

log = structlog.get_logger(__name__)

_ID_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"  # none that are misheard or misread on the telephone


@dataclass(frozen=True, slots=True)
class Fact:
    """One label of a side. differs: the other side says something else of it."""

    label: str
    text: str
    differs: bool


def outside(request: HttpRequest, nobody: NobodyHere) -> HttpResponse:
    """Answer somebody who is not signed in, or belongs to no company here; what they wrote is given back."""
    if nobody.signed_in:
        return render(request, "lost/no_company.html", status=HTTPStatus.FORBIDDEN)
    login = resolve_url(settings.LOGIN_URL)
    if getattr(request, "htmx", None):
        return HttpResponseClientRedirect(f"{login}?next={request.htmx.current_url_abs_path or '/'}")  # type: ignore[attr-defined]
    back = request.get_full_path() if request.method == "GET" else request.path.rpartition("/")[0] or "/"
    if typed := request.POST.get("text", ""):
        return render(
            request,
            "lost/signed_out.html",
            {"typed": typed, "login": login, "back": back},
            status=HTTPStatus.FORBIDDEN,
        )
    return redirect_to_login(back, login)


def second_factor_first(request: HttpRequest) -> HttpResponse:
    """Lead somebody to set up what their role asks for; what they wrote meanwhile is given back."""
    first = reverse("second-factor")
    if getattr(request, "htmx", None):
        return HttpResponseClientRedirect(first)
    back = request.get_full_path() if request.method == "GET" else request.path.rpartition("/")[0] or "/"
    if typed := request.POST.get("text", ""):
        return render(
            request,
            "lost/factor_first.html",
            {"typed": typed, "first": first, "back": back},
            status=HTTPStatus.FORBIDDEN,
        )
    return redirect_to_login(back, first)


def which_company(request: HttpRequest, which: WhichCompany) -> HttpResponse:
    """Ask somebody who belongs to several companies which one they come to; they go on to the page that they asked for."""
    back = request.get_full_path() if request.method == "GET" else "/"
    if getattr(request, "htmx", None):
        return HttpResponseClientRedirect(reverse("companies"))
    return render(request, "account/companies.html", {"companies": which.companies, "back": back})


def nothing_here(visit: Visit) -> HttpResponse:
    """Say that an address leads nowhere: the same words for gone, never there and not yours."""
    return visit.page("lost/not_there.html", status=HTTPStatus.NOT_FOUND, around="base.html", path=visit.request.path)


def refused(visit: Visit, problems: Sequence[Problem], status: int) -> HttpResponse:
    """Say what was refused, where there is no page to say it on.

    As everywhere, one heading says what was not: here it is the page's own, and the box beneath it has none.
    """
    heading = "Not allowed" if status == HTTPStatus.FORBIDDEN else "Not done"
    return visit.page("lost/refused.html", status=status, refused=problems, heading=heading)


def both_sides(visit: Visit, changed: ChangedMeanwhile, *, back: str) -> HttpResponse:
    """Show what stands now beside what was asked for; what was typed goes along, with the version that stands now."""
    kept = [
        (name, value)
        for name, values in visit.request.POST.lists()
        if name not in {"csrfmiddlewaretoken", "version", "draft_reply", "draft_note"}
        for value in values
    ]
    return visit.page(
        "lost/both_sides.html",
        status=HTTPStatus.CONFLICT,
        what=changed.what,
        theirs=_side(visit, changed.theirs, changed.mine),
        mine=_side(visit, changed.mine, changed.theirs),
        kept=kept,
        version=changed.version,
        files=bool(visit.request.FILES),
        back=back,
    )


def _side(visit: Visit, own: Mapping[str, str], other: Mapping[str, str]) -> list[Fact]:
    """Put one side into words. A label that only one side has is no difference."""
    return [
        Fact(label, side_words(text, now=visit.now, zone=visit.zone), other.get(label, text) != text)
        for label, text in own.items()
    ]


def side_words(text: str, *, now: datetime, zone: ZoneInfo) -> str:
    """Say a moment or a day that a side holds as people say it; any other text stays as it is. text: ISO 8601, or words."""
    try:
        if len(text) == len("2026-12-02"):
            return said_day(date.fromisoformat(text), today=day_of(now, zone))
        at = datetime.fromisoformat(text)
        return said(at, now=now, zone=zone) if at.tzinfo else text
    except (ValueError, OverflowError):
        return text


def too_many(request: HttpRequest) -> HttpResponse:
    """Say that somebody tries too often; what they asked for was not looked at."""
    return render(request, "lost/too_many.html", status=HTTPStatus.TOO_MANY_REQUESTS)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Say that a form came without its safety mark, which a reload mends."""
    return render(request, "lost/csrf.html", {"typed": request.POST.get("text", "")}, status=HTTPStatus.FORBIDDEN)


def unreadable(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that a request could not be read: too large, or broken on the way."""
    return render(request, "lost/unreadable.html", status=HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say no, where no act is named."""
    return render(request, "lost/forbidden.html", status=HTTPStatus.FORBIDDEN)


def not_there(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Say that an address leads nowhere, to whoever asks."""
    return render(
        request, "lost/not_there.html", {"around": "bare.html", "path": request.path}, status=HTTPStatus.NOT_FOUND
    )


def our_fault(request: HttpRequest) -> HttpResponse:
    """Say that the page broke, with an id that people can read out and the log can be searched for."""
    fault = "-".join("".join(secrets.choice(_ID_LETTERS) for _ in range(count)) for count in (2, 3, 3))
    log.error("page broke", fault=fault, method=request.method, path=request.path, exc_info=True)
    return render(request, "lost/our_fault.html", {"fault": fault}, status=HTTPStatus.INTERNAL_SERVER_ERROR)
