"""Setting up a second factor, for whoever wants one or has to: the page of all ways, an app, and recovery codes for a bad day."""

from django.contrib.auth import logout
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.debug import sensitive_variables

from rounds.team.second_factor import commands
from rounds.team.second_factor.codes import address_of, grouped, new_secret, picture_of
from rounds.team.second_factor.events import Way
from rounds.team.second_factor.queries import has_one, kept
from rounds.team.second_factor.sealing import Unsealable, seal, unseal
from rounds.web.back import own_path
from rounds.web.devices import device_of
from rounds.web.doors import act, page
from rounds.web.limits import limited
from rounds.web.passkeys import site_of
from rounds.web.proving import FACTOR, has_just_proved
from rounds.web.views.security import security
from rounds.web.views.settings import drawn
from rounds.web.visit import Visit

KEPT_AS = "app_secret"
"""The session's word for the secret of an app that is being set up, sealed."""


@page(None, early=True)
@sensitive_variables()
def second_factor(visit: Visit) -> HttpResponse:
    """Show how to set one up."""
    if visit.owes and has_one(visit.who.person_id):
        # It was set up elsewhere after this browser had signed in: whoever sits here shows it first.
        logout(visit.request)
        return redirect("account_login")
    secret = _secret(visit)
    answer = drawn(
        visit,
        "settings/second_factor.html",
        around="settings/alone.html" if visit.owes else "settings/settings.html",
        picture=_picture(secret, visit.member.email),
        secret=grouped(secret),
        asks_password=not has_just_proved(visit.request),
        kept=kept(visit.who.person_id),
        back=_back(visit),
        site=site_of(visit.request),
        named=device_of(visit.request.headers.get("User-Agent", "")),
    )
    answer["Cache-Control"] = "private, no-store"  # after a refused code, too
    return answer


@limited("reauthenticate")
@act(None, again=second_factor)
@sensitive_variables()
def app_on(visit: Visit) -> HttpResponse:
    """Turn an app on that has shown a code; with the first factor recovery codes come, shown on this answer alone."""
    form = visit.request.POST
    codes = commands.turn_on_app(
        secret=_secret(visit),
        code="".join(form.get("code", "").split()),
        password=password_typed(visit),
        this=visit.request.session.session_key or "",
        by=visit.by,
        at=visit.now,
    )
    visit.request.session.pop(KEPT_AS, None)
    return set_up(visit, codes, Way.APP, said="The app is set up; sign-in asks for its codes")


@limited("reauthenticate")
@act(None, again=security)
def app_off(visit: Visit) -> HttpResponse:
    """Turn the app off."""
    commands.turn_off_app(
        password=visit.request.POST.get("password", ""),
        this=visit.request.session.session_key or "",
        by=visit.by,
        at=visit.now,
    )
    forget_factor(visit)
    return visit.then("security", said="The app counts no more")


@limited("reauthenticate")
@act(None, again=security)
@sensitive_variables()
def recovery_codes(visit: Visit) -> HttpResponse:
    """Make a new set of recovery codes, and show it on this answer alone."""
    password = visit.request.POST.get("password", "")
    return _codes(visit, commands.make_recovery_codes(password=password, by=visit.by, at=visit.now), back="")


def set_up(visit: Visit, codes: tuple[str, ...], way: Way, *, said: str) -> HttpResponse:
    """Go on after a factor was set up: this browser has just shown it. With the first one, recovery codes come."""
    back, owed = _back(visit), visit.owes
    visit.request.session[FACTOR] = str(way)
    if codes:
        return _codes(visit, codes, back=back if owed else "")
    return visit.then("security", said=said)


def forget_factor(visit: Visit) -> None:
    """Let this browser's sign-in rest on the password alone where nothing else is left."""
    if not has_one(visit.who.person_id):
        visit.request.session.pop(FACTOR, None)


def _codes(visit: Visit, codes: tuple[str, ...], *, back: str) -> HttpResponse:
    """Show recovery codes once. back: where somebody goes on to who had to set up a factor first; they see no room yet."""
    around = "settings/alone.html" if back else "settings/settings.html"
    answer = drawn(visit, "settings/recovery_codes.html", around=around, codes=codes, back=back)
    answer["Cache-Control"] = "private, no-store"
    return answer


def password_typed(visit: Visit) -> str | None:
    """Give the password as it was typed; None where the sign-in is so fresh that it stands for it."""
    return None if has_just_proved(visit.request) else visit.request.POST.get("password", "")


def _back(visit: Visit) -> str:
    """Say where somebody wanted to go before they were led here."""
    return own_path(visit.request.GET.get("next") or visit.request.POST.get("next"))


def _secret(visit: Visit) -> str:
    """Give the secret that this browser is setting up, the same until it is done: a page that is loaded again shows it again."""
    session, person_id = visit.request.session, visit.who.person_id
    if KEPT_AS in session:
        try:
            return unseal(session[KEPT_AS], person_id=person_id).secret
        except Unsealable:  # of somebody else who was signed in here, or of another secret key: a new one is made
            session.pop(KEPT_AS)
    secret = new_secret()
    session[KEPT_AS] = seal(secret, person_id=person_id)
    return secret


def _picture(secret: str, email: str) -> SafeString:
    """Draw the QR code. It is our own SVG: black squares, none of whose parts is text from outside."""
    return mark_safe(picture_of(address_of(secret, account=email)))  # noqa: S308
