"""The web process's entry: the gate before Django. Who is signed in, or shows a token, may send more than a form's worth."""

from typing import Any, cast

from django.conf import settings
from django.db import close_old_connections
from django.http import parse_cookie

from rounds.basics import clock
from rounds.gate.gate import Gate, Program
from rounds.gate.limits import Limits
from rounds.site.wsgi import application
from rounds.team.sessions import SessionStore
from rounds.team.tokens.queries import holder_of

THREADS = 4
LIMITS = Limits(largest=settings.LARGEST_REQUEST)


def is_known(environ: dict[str, Any]) -> bool:
    """Say whether a request comes with a sign-in that stands, or a token that holds."""
    return _is_signed_in(environ) or _shows_a_token(environ)


def _shows_a_token(environ: dict[str, Any]) -> bool:
    """Ask for the token's holder; to have sent much counts as one call more of this minute."""
    scheme, _, shown = environ.get("HTTP_AUTHORIZATION", "").partition(" ")
    if scheme.lower() != "bearer":
        return False
    close_old_connections()
    return holder_of(shown.strip(), at=clock.now()) is not None


def _is_signed_in(environ: dict[str, Any]) -> bool:
    key = parse_cookie(environ.get("HTTP_COOKIE", "")).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    close_old_connections()
    session = SessionStore(key)
    session.load()
    return session.came is not None


gate = Gate(cast("Program", application), is_known, LIMITS, threads=THREADS)
