"""Access tokens for mailboxes whose servers take no password (OAuth 2, RFC 6749 section 6): asked for anew before they end."""

import json
import threading
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.client import HTTPException, HTTPMessage
from typing import IO, Any

from rounds.mail.reachable import refuse_private

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


class _Stay(urllib.request.HTTPRedirectHandler):
    """Goes nowhere else with a secret."""

    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> None:
        return None


def ask(grant: Grant, *, at: datetime) -> Token:
    """Ask the sign-in service for an access token. at: aware, UTC. Raises NoToken, Unreachable."""
    parts = urllib.parse.urlsplit(grant.token_url)
    host = parts.hostname or ""
    refuse_private(host)
    form = {"grant_type": "refresh_token", "refresh_token": grant.refresh_token, "client_id": grant.client_id}
    form |= {key: value for key, value in (("client_secret", grant.client_secret), ("scope", grant.scope)) if value}
    request = urllib.request.Request(  # noqa: S310 - http or https, refused otherwise as the account is set up
        grant.token_url, urllib.parse.urlencode(form).encode(), {"Accept": "application/json"}
    )
    opener = urllib.request.build_opener(_Stay, urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=SECONDS_TO_ANSWER) as answer:
            said = _read(answer)
    except urllib.error.HTTPError as refused:
        raise NoToken(_refusal(host, refused.code, _read(refused))) from refused
    except (OSError, HTTPException) as trouble:
        reason = getattr(trouble, "reason", trouble)
        raise NoToken(f"The sign-in service {host} does not answer ({reason}).") from trouble
    if not isinstance(said.get("access_token"), str) or not said["access_token"]:
        raise NoToken(f"The sign-in service {host} answered without an access token.")
    return Token(said["access_token"], at + timedelta(seconds=_seconds(said)), _text(said, "refresh_token"))


def _read(answer: IO[bytes]) -> dict[str, Any]:
    try:
        said = json.loads(answer.read(MOST_ANSWER))
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
