"""One visit: who asks, for which company, at which moment, and how the answer is written."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Self
from urllib.parse import parse_qsl, urlencode, urlsplit
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.middleware.csrf import get_token
from django.shortcuts import render, resolve_url
from django.template.loader import render_to_string
from django.utils.functional import SimpleLazyObject
from django.utils.html import format_html
from django_htmx.middleware import HtmxDetails

from rounds.basics import clock
from rounds.basics.problems import Problem
from rounds.policies.book import Book
from rounds.policies.queries import book, speech, version_in_force
from rounds.policies.words import Speech
from rounds.team.models import Member
from rounds.team.permissions import Rights, allow
from rounds.team.queries import Standing, rights_of, standing_key
from rounds.team.second_factor.rules import asked_by
from rounds.timeline.rules import Actor
from rounds.web.entrance import Entrance, NobodyHere
from rounds.web.frame import frame
from rounds.web.live import live
from rounds.web.proving import FACTOR
from rounds.web.templatetags.rounds import in_shell, is_compiled, shown
from rounds.workspaces.current import known
from rounds.workspaces.queries import THIS

CSRF_FIELD = '<input type="hidden" name="csrfmiddlewaretoken" value="{}">'


OF_A_LIST = frozenset({"show", "queue", "mine", "after", "q", "view", "list"})
"""What an address says about the list that stands beside a ticket."""


@dataclass(frozen=True)
class Visit:
    """A member at a page. problems, typed: of a refused act, for the page that is shown again.

    stands_at: where that page stands, for it is answered at the act's own address, where nothing can be asked for; else empty.
    """

    request: HttpRequest
    who: Entrance
    member: Member
    now: datetime
    problems: tuple[Problem, ...] = ()
    typed: Mapping[str, str] | None = None
    stands_at: str = ""

    @classmethod
    def of(cls, request: HttpRequest, who: Entrance) -> Self:
        """Read the clock and find the member. Raises NobodyHere where the membership has ended."""
        member = who.member or Member.objects.filter(person_id=who.person_id, active=True).first()
        if member is None:
            raise NobodyHere(signed_in=True)
        known(standing_key(member.pk), lambda: Standing(member.name, tuple(member.roles)))
        if who.workspace:
            known(THIS, lambda: who.workspace)
        return cls(request, who, member, clock.now())

    @property
    def by(self) -> Actor:
        return Actor.member(self.member.pk)

    @cached_property
    def book(self) -> Book:
        return book()

    @cached_property
    def speech(self) -> Speech:
        """Give how the team speaks; as we do where no manual is in force yet."""
        return speech()

    @property
    def zone(self) -> ZoneInfo:
        return self.book.zone

    @cached_property
    def rights(self) -> Rights:
        return rights_of(self.by)

    @cached_property
    def owes(self) -> str | None:
        """Name the role that asks this member for a second factor which their sign-in was without; None where all is well."""
        if FACTOR in self.request.session or version_in_force() is None:
            return None
        return asked_by(self.member.roles, self.book)

    def may(self, act: str) -> bool:
        return self.rights.may(act)

    def allow(self, act: str) -> None:
        """Refuse where the member may not do this act. Raises NotAllowed."""
        allow(self.by, act, acts=self.rights.acts, book=self.book)

    def page(self, template: str, *, part: str | None = None, status: int = 200, **values: object) -> HttpResponse:
        """Write a whole page, or the named part of it where the page itself asks for only that."""
        if part and self.asks_for(part):
            return render(self.request, f"{template}#{part}", self._own() | values, status=status)
        own = self._own() | self._around()
        if is_compiled(template):
            return HttpResponse(shown(template, own | values), status=status)
        return HttpResponse(in_shell(render_to_string(template, own | values, self.request), own), status=status)

    def part(self, template: str, **values: object) -> HttpResponse:
        """Write a piece that a page asks for by itself."""
        own = self._own() | values
        return HttpResponse(shown(template, own)) if is_compiled(template) else render(self.request, template, own)

    def _own(self) -> dict[str, object]:
        """Give what every template may ask for. The proof that a form is ours is made once, and only for a page that has one."""
        token = SimpleLazyObject(lambda: get_token(self.request))
        proof = SimpleLazyObject(lambda: format_html(CSRF_FIELD, token))
        return {"visit": self, "now": self.now, "zone": self.zone, "csrf_token": token, "csrf_field": proof}

    def _around(self) -> dict[str, object]:
        """Give what the shell asks for beside; its forms want the proof in any case."""
        token = get_token(self.request)
        around: dict[str, object] = {
            "csrf_token": token,
            "csrf_field": format_html(CSRF_FIELD, token),
            "messages": messages.get_messages(self.request),
        }
        return around if self.owes else around | {"frame": frame(self), "live": live(self)}  # it tells of the desk

    def then(self, address: str, *words: object, said: str = "", part: str = "") -> HttpResponse:
        """Go to a page after an act, which says what was done. part: of the page, by its id, where one goes on, by keyboard too."""
        if said:
            messages.success(self.request, said)
        to = resolve_url(address, *words)
        to += self.list_beside() if address == "ticket" else ""
        return HttpResponseRedirect(f"{to}#{part}" if part else to)

    def list_beside(self) -> str:
        """Give the words of the list that stood beside the page an act was done on, so that it stands there again."""
        came = urlsplit(self.request.META.get("HTTP_REFERER", ""))
        if came.netloc != self.request.get_host() or not came.path.startswith("/desk/"):
            return ""
        kept = [(name, value) for name, value in parse_qsl(came.query) if name in OF_A_LIST]
        return f"?{urlencode(kept)}" if kept else ""

    def asks_for(self, part: str) -> bool:
        """Say whether the page itself asks for only this part of it."""
        htmx: HtmxDetails = self.request.htmx  # type: ignore[attr-defined]
        return bool(htmx) and htmx.target == part and not htmx.history_restore_request
