"""The web process's entry: the gate before Django. Who is signed in may send more than a form's worth."""

from typing import Any, cast

from django.conf import settings
from django.db import close_old_connections
from django.http import parse_cookie

from rounds.gate.gate import Gate, Program
from rounds.gate.limits import Limits
from rounds.site.wsgi import application
from rounds.team.sessions import SessionStore

THREADS = 4
LIMITS = Limits(largest=settings.LARGEST_REQUEST)


def is_known(environ: dict[str, Any]) -> bool:
    """Say whether a request comes with a sign-in that stands."""
    key = parse_cookie(environ.get("HTTP_COOKIE", "")).get(settings.SESSION_COOKIE_NAME)
    if not key:
        return False
    close_old_connections()
    session = SessionStore(key)
    session.load()
    return session.came is not None


gate = Gate(cast("Program", application), is_known, LIMITS, threads=THREADS)
