"""Access tokens for mailboxes whose servers take no password (OAuth 2, RFC 6749 section 6): asked for anew before they end."""

import ssl
import threading
import urllib.parse
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any

from rounds.basics.objects import read_json
from rounds.mail.reachable import Unreachable, connected

SECONDS_TO_ANSWER = 15
MOST_ANSWER = 64 * 1024
BEFORE_ITS_END = timedelta(minutes=5)
HOLDS = 3600
"""Seconds that a token holds whose service does not say."""


class NoToken(OSError):
    """The sign-in service gave no access token; the text is a sentence for people."""


@dataclass(frozen=True, slots=True)
class Grant:
    """What an access token is asked for with. client_secret: empty for a public client."""

    token_url: str
    client_id: str
    refresh_token: str = field(repr=False)
    client_secret: str = field(default="", repr=False)
    scope: str = ""


@dataclass(frozen=True, slots=True)
class Token:
    """An access token. ends_at: aware, UTC. refresh_token: another one for next time, empty where the old one stays."""

    access: str = field(repr=False)
    ends_at: datetime
    refresh_token: str = field(default="", repr=False)


class Tokens:
    """Keeps one account's access token, and asks for the next before it ends.

    grant: reads what to ask with; it is read each time, for a service may replace the refresh token, and people write another.
    keep: is given a refresh token that replaces the one that was used.
    """

    def __init__(
        self, grant: Callable[[], Grant], *, clock: Callable[[], datetime], keep: Callable[[str], None]
    ) -> None:
        self._grant, self._clock, self._keep = grant, clock, keep
        self._one_asks = threading.Lock()
        self._token: Token | None = None

    def __call__(self) -> str:
        """Give a token that holds for some minutes yet. Raises NoToken, Unreachable, what `grant` raises."""
        with self._one_asks:
            if self._token is None or self._token.ends_at - BEFORE_ITS_END <= self._clock():
                self._token = None
                found = ask(self._grant(), at=self._clock())
                if found.refresh_token:
                    self._keep(found.refresh_token)
                self._token = found
            return self._token.access

    def drop(self) -> None:
        """Forget a token that the mail server did not take, however long it should hold."""
        self._token = None


class _Line(HTTPConnection):
    """A line to a sign-in service: to the address that was found fit to be called, and nowhere else: no proxy, no redirect."""

    def __init__(self, parts: urllib.parse.SplitResult) -> None:
        self._named = parts.hostname or ""
        self._speaks_tls = parts.scheme == "https"
        super().__init__(self._named, parts.port or (443 if self._speaks_tls else 80))

    def connect(self) -> None:
        """Connect. Raises Unreachable, OSError."""
        line = connected(self._named, self.port, seconds=SECONDS_TO_ANSWER)
        if self._speaks_tls:
            line = ssl.create_default_context().wrap_socket(line, server_hostname=self._named)
        self.sock = line


def ask(grant: Grant, *, at: datetime) -> Token:
    """Ask the sign-in service for an access token. at: aware, UTC. Raises NoToken, Unreachable."""
    parts = urllib.parse.urlsplit(grant.token_url)
    host = parts.hostname or ""
    form = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token, "client_id": grant.client_id}
    form |= {key: value for key, value in (("client_secret", grant.client_secret), ("scope", grant.scope)) if value}
    headers = {"Accept": "application/json", "Content-Type": "application/x-www-form-urlencoded"}
    place = urllib.parse.urlunsplit(("", "", parts.path or "/", parts.query, ""))
    try:
        with closing(_Line(parts)) as line:
            line.request("POST", place, urllib.parse.urlencode(form), headers)
            answer = line.getresponse()
            said = _read(answer)
    except Unreachable:
        raise
    except (OSError, HTTPException, ValueError) as trouble:
        raise NoToken(f"The sign-in service {host} does not answer ({trouble}).") from trouble
    if answer.status not in range(200, 300):
        raise NoToken(_refusal(host, answer.status, said))
    if not isinstance(said.get("access_token"), str) or not said["access_token"]:
        raise NoToken(f"The sign-in service {host} answered without an access token.")
    return Token(said["access_token"], at + timedelta(seconds=_seconds(said)), _text(said, "refresh_token"))


def _read(answer: HTTPResponse) -> dict[str, Any]:
    try:
        said = read_json(answer.read(MOST_ANSWER))
    except (ValueError, OSError):
        return {}
    return said if isinstance(said, dict) else {}


def _refusal(host: str, code: int, said: dict[str, Any]) -> str:
    error, more = _text(said, "error") or f"HTTP {code}", _text(said, "error_description")
    over = " The sign-in is over; give it a new refresh token." if error == "invalid_grant" else ""
    return f"The sign-in service {host} refused: {error}{f' ({more[:200]})' if more else ''}.{over}"


def _seconds(said: dict[str, Any]) -> float:
    try:
        return min(max(float(said.get("expires_in", HOLDS)), 0), 86_400 * 365)
    except (TypeError, ValueError):
        return HOLDS


def _text(said: dict[str, Any], key: str) -> str:
    found = said.get(key)
    return " ".join(found.split()) if isinstance(found, str) else ""
