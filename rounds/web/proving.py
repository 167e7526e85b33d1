"""How far somebody has proved who they are.

A right password alone signs nobody in whose sign-in asks for more: the session then only remembers who stands at the second
step, as nobody. No page, stream or file has to know that there is such a thing.
"""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from rounds.basics import clock
from rounds.team.models import Person
from rounds.team.second_factor.events import Way
from rounds.web.back import own_path

PENDING = "pending"
"""The session's word for who has shown the right password and still has to show more."""

FACTOR = "factor"
"""The session's word for what came beside, or instead of, the password; absent where a password was all."""

PROVED = "proved"
"""When this browser's person last proved who they are (seconds since 1970)."""

STEP_WITHIN, ASK_AGAIN_AFTER = 600, 600
"""Seconds that somebody may take for the second step, and for which a sign-in stands for the password."""


class SecondFactorFirst(Exception):
    """Somebody has to set up a second factor before anything else: a role of theirs asks for it."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Somebody at the second step. back: where they wanted to go."""

    person: Person
    back: str


def stop_at_second_step(request: HttpRequest, person: Person, *, back: str | None) -> HttpResponse:
    """Remember whose password was right, and ask them for more."""
    request.session[PENDING] = {
        "person": person.pk,
        "password": person.get_session_auth_hash(),
        "at": _now(),
        "back": own_path(back),
    }
    return redirect("second-step")


def standing(request: HttpRequest) -> Standing | None:
    """Say who stands at the second step; None for nobody, after a while, and where the password has changed since."""
    kept: dict[str, Any] | None = request.session.get(PENDING)
    if not kept or not 0 <= _now() - kept["at"] < STEP_WITHIN:
        return None
    person = Person.objects.filter(id=kept["person"], is_active=True).first()
    if person is None or not constant_time_compare(kept["password"], person.get_session_auth_hash()):
        return None
    return Standing(person, kept["back"])


def sign_in(request: HttpRequest, person: Person, way: Way) -> None:
    """Sign somebody in who has shown all that is asked of them."""
    request.session.pop(PENDING, None)
    login(request, person, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[FACTOR] = str(way)
    proved_now(request)


def proved_now(request: HttpRequest) -> None:
    """Note that this browser's person has just proved who they are."""
    request.session[PROVED] = _now()


def has_just_proved(request: HttpRequest) -> bool:
    """Say whether the sign-in is so fresh that asking for the password again would only be a nuisance."""
    proved: int = request.session.get(PROVED, 0)
    return 0 <= _now() - proved < ASK_AGAIN_AFTER


def _now() -> int:
    return int(clock.now().timestamp())
