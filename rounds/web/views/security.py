"""One's own sign-in: where one is signed in, the password, and what is asked beside it."""

from django.contrib.auth import update_session_auth_hash
from django.http import HttpResponse

from rounds.basics.text import counted
from rounds.team import commands as team
from rounds.team.queries import signed_in
from rounds.team.second_factor.queries import kept
from rounds.team.second_factor.rules import asked_by
from rounds.web.doors import act, page
from rounds.web.limits import limited
from rounds.web.views.settings import drawn
from rounds.web.visit import Visit


@page(None)
def security(visit: Visit, mark: str = "", passkey_id: int | None = None) -> HttpResponse:
    """Show where one is signed in, and how. mark, passkey_id: what an act was refused on."""
    found = signed_in(visit.who.person_id, this=_this(visit), at=visit.now)
    return drawn(
        visit,
        "settings/security.html",
        signed_in=found,
        others=len(found) - 1,
        kept=kept(visit.who.person_id),
        role=asked_by(visit.member.roles, visit.book),
    )


@limited("change_password")
@act(None, again=security)
def password(visit: Visit) -> HttpResponse:
    """Take another password; every other sign-in ends."""
    form = visit.request.POST
    person = team.change_password(
        old=form.get("old", ""), new=form.get("new", ""), this=_this(visit), by=visit.by, at=visit.now
    )
    update_session_auth_hash(visit.request, person)
    return visit.then("security", said="The password is changed; all other sign-ins have ended")


@act(None, again=security)
def end(visit: Visit, mark: str) -> HttpResponse:
    """End one sign-in."""
    team.end_session(mark=mark, by=visit.by, at=visit.now)
    return visit.then("security", said="That sign-in has ended")


@act(None, again=security)
def end_others(visit: Visit) -> HttpResponse:
    """End all sign-ins but this one."""
    ended = team.end_other_sessions(this=_this(visit), by=visit.by, at=visit.now)
    return visit.then("security", said=f"{counted(ended, 'sign-in')} ended")


def _this(visit: Visit) -> str:
    return visit.request.session.session_key or ""
