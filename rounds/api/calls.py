"""One call: which program asks, as which member, for which company, at which moment."""

from dataclasses import dataclass
from datetime import datetime

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from rounds.api.answers import NotKnown, TooFast
from rounds.api.bodies import body_of
from rounds.basics import clock
from rounds.policies.book import Book
from rounds.policies.queries import book
from rounds.team.queries import Standing, limit, require, standing_key
from rounds.team.tokens.queries import Holder, holder_of
from rounds.team.tokens.scopes import acts_of_scopes
from rounds.timeline.rules import Actor
from rounds.workspaces.current import known
from rounds.workspaces.queries import THIS

A_MINUTE = 60


@dataclass(frozen=True)
class Call:
    """A program at the door. expected: the version that it has read (If-Match), as it was written."""

    request: HttpRequest
    holder: Holder
    now: datetime
    most: int

    @property
    def by(self) -> Actor:
        return Actor.member(self.holder.member_id)

    @property
    def book(self) -> Book:
        return book()

    @property
    def body(self) -> bytes:
        return body_of(self.request, most=self.most)

    @property
    def key(self) -> str:
        return self.request.headers.get("Idempotency-Key", "")

    @property
    def expected(self) -> str | None:
        """Give the version that the program has read: “*” where any will do, None where it does not say."""
        written = self.request.headers.get("If-Match", "").strip()
        return written.removeprefix("W/").strip('"') or None

    def enter(self) -> None:
        """Tell the transaction that has begun whose it is, and what the token is for."""
        holder = self.holder
        known(THIS, lambda: holder.workspace)
        known(standing_key(holder.member_id), lambda: Standing(holder.member_name, holder.roles))
        limit(acts_of_scopes(holder.scopes))

    def require(self, act: str) -> None:
        """Refuse where token or member may not. Raises NotAllowed."""
        require(self.by, act)


def call_of(request: HttpRequest, *, most: int) -> Call:
    """Say who calls. most: bytes that the body may have. Raises NotKnown, TooFast."""
    now = clock.now()
    scheme, _, shown = request.headers.get("Authorization", "").partition(" ")
    holder = holder_of(shown.strip(), at=now) if scheme.lower() == "bearer" else None
    if holder is None:
        raise _nobody(request, shown)
    if holder.calls > settings.API_PACE:
        raise TooFast(seconds=A_MINUTE - now.second)
    return Call(request, holder, now, most)


def _nobody(request: HttpRequest, shown: str) -> Exception:
    """Refuse an unknown caller; an address that shows many wrong tokens has to wait."""
    if shown and _guesses(request) > settings.API_GUESSES:
        return TooFast(seconds=A_MINUTE)
    return NotKnown()


def _guesses(request: HttpRequest) -> int:
    """Count a wrong token of this address."""
    key = f"api-guesses-{_address(request)}"
    cache.add(key, 0, timeout=A_MINUTE)
    return cache.incr(key)


def _address(request: HttpRequest) -> str:
    """Say where a caller is, behind the proxies that are trusted; those that come by a socket share one count."""
    try:
        return str(get_adapter(request).get_client_ip(request))
    except PermissionDenied:
        return "a-socket"
