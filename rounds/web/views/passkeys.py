"""Passkeys: added and removed under one's own sign-in, and shown at the door, alone or as the second step.

Making and showing one is the browser's own doing, so it needs its script; what it answers comes back by a plain form.
"""

from functools import wraps

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_POST

from rounds.basics import clock
from rounds.basics.problems import Problem, Refused
from rounds.team.models import Person
from rounds.team.queries import memberships_of
from rounds.team.second_factor import commands
from rounds.team.second_factor.commands.keeping import new_handle
from rounds.team.second_factor.events import Way
from rounds.team.second_factor.passkeys import NotProved, asked_to_register, asked_to_sign, credential_of
from rounds.team.second_factor.queries import credentials_of, handle_of, owner_of
from rounds.timeline.rules import Actor
from rounds.web import failures, forms
from rounds.web.back import own_path
from rounds.web.devices import device_of
from rounds.web.doors import Door, act
from rounds.web.entrance import NobodyHere
from rounds.web.limits import limited
from rounds.web.passkeys import Answered, For, answered, ask, site_of
from rounds.web.proving import sign_in, standing
from rounds.web.views.second_factor import forget_factor, password_typed, second_factor, set_up
from rounds.web.views.second_step import second_step_page
from rounds.web.views.security import security
from rounds.web.visit import Visit
from rounds.workspaces.current import as_workspace


def _taking(door: Door) -> Door:
    """Use a challenge up before the act: where it is refused, the challenge is gone all the same."""

    @wraps(door)
    def taken(request: HttpRequest, **words: object) -> HttpResponse:
        request.answered = answered(request, For.ADDING)  # type: ignore[attr-defined]
        return door(request, **words)

    return taken


@limited("passkey", by_person=False)
@act(None, again=second_factor)
def options(visit: Visit) -> HttpResponse:
    """Say what the browser needs to make a passkey."""
    if (site := site_of(visit.request)) is None:
        return _no_passkeys()
    person_id = visit.who.person_id
    handle = handle_of(person_id) or new_handle()
    challenge = ask(visit.request, For.ADDING, handle=handle)
    known = credentials_of(person_id)
    return _json(asked_to_register(site, account=visit.member.email, handle=handle, challenge=challenge, known=known))


@_taking
@limited("reauthenticate")
@act(None, again=second_factor)
def add(visit: Visit) -> HttpResponse:
    """Add a passkey; with the first factor recovery codes come, shown on this answer alone."""
    came: Answered = visit.request.answered  # type: ignore[attr-defined]
    codes = commands.add_passkey(
        shown=came.shown,
        name=forms.line(visit.request.POST, "name") or device_of(visit.request.headers.get("User-Agent", "")),
        handle=came.handle,
        password=password_typed(visit),
        this=visit.request.session.session_key or "",
        by=visit.by,
        at=visit.now,
    )
    return set_up(visit, codes, Way.PASSKEY, said="The passkey is added")


@limited("reauthenticate")
@act(None, again=security)
def remove(visit: Visit, passkey_id: int) -> HttpResponse:
    """Remove a passkey."""
    commands.remove_passkey(
        passkey_id=passkey_id,
        password=visit.request.POST.get("password", ""),
        this=visit.request.session.session_key or "",
        by=visit.by,
        at=visit.now,
    )
    forget_factor(visit)
    return visit.then("security", said="The passkey counts no more")


@limited("passkey", by_person=False)
@require_POST
@cache_control(private=True, no_store=True)
def challenge(request: HttpRequest) -> HttpResponse:
    """Say what the browser needs to let a passkey sign: for the second step where somebody stands there, else alone."""
    if (site := site_of(request)) is None:
        return _no_passkeys()
    who = standing(request) if "second" in request.GET else None
    if who is None:
        return _json(asked_to_sign(site, challenge=ask(request, For.ALONE), alone=True))
    known = credentials_of(who.person.pk)
    return _json(asked_to_sign(site, challenge=ask(request, For.SECOND), known=known, alone=False))


@limited("passkey", by_person=False)
@require_POST
@cache_control(private=True, no_store=True)
def come_in(request: HttpRequest) -> HttpResponse:
    """Let somebody in by a passkey alone."""
    came = answered(request, For.ALONE)
    try:
        person = _owner(came)
        return _let_in(request, person, came, alone=True, back=own_path(request.POST.get("next")))
    except Refused as refused:
        return render(request, "account/passkey_refused.html", {"problems": refused.problems}, status=409)


@limited("passkey", by_person=False)
@require_POST
@cache_control(private=True, no_store=True)
def second(request: HttpRequest) -> HttpResponse:
    """Take the second step with a passkey."""
    came, who = answered(request, For.SECOND), standing(request)
    if who is None:
        return redirect("account_login")
    try:
        return _let_in(request, who.person, came, alone=False, back=who.back)
    except Refused as refused:
        return second_step_page(request, who, refused.problems)


def _owner(came: Answered) -> Person:
    """Find whose passkey was shown; whether it was, is proved afterwards. Raises Refused."""
    try:
        person_id = owner_of(credential_of(came.shown.answer))
    except NotProved:
        person_id = None
    person = Person.objects.filter(id=person_id or 0, is_active=True).first()
    if person is None:
        fix = "Sign in with your password, and add it under “Your sign-in”."
        raise Refused([Problem("unknown passkey", "Nobody here has this passkey.", fix)])
    return person


def _let_in(request: HttpRequest, person: Person, came: Answered, *, alone: bool, back: str) -> HttpResponse:
    """Prove a person, and let them in. Raises Refused."""
    companies = memberships_of(person.pk)
    if not companies:
        return failures.outside(request, NobodyHere(signed_in=True))
    with as_workspace(companies[0].workspace_id):
        commands.prove_by_passkey(person_id=person.pk, shown=came.shown, alone=alone, by=Actor.system(), at=clock.now())
    sign_in(request, person, Way.PASSKEY)
    return redirect(back)


def _json(text: str) -> HttpResponse:
    return HttpResponse(text, content_type="application/json")


def _no_passkeys() -> HttpResponse:
    where = f"Open Rounds at {settings.ADDRESS}." if settings.ADDRESS else "On this machine, open it at localhost."
    return JsonResponse({"problem": f"Passkeys need an address with a name, and HTTPS. {where}"}, status=409)
