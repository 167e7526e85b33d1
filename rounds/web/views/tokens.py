"""API tokens in the settings: a member's own, and everybody's for whoever manages people."""

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.views.decorators.debug import sensitive_variables

from rounds.basics.localtime import start_of
from rounds.basics.problems import Problem
from rounds.team.permissions import ACTS
from rounds.team.tokens import commands
from rounds.team.tokens.queries import TokenRow
from rounds.team.tokens.queries import tokens as all_tokens
from rounds.team.tokens.scopes import GROUPS, acts_of_scopes
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.views.settings import drawn
from rounds.web.visit import Visit

MAKING = "make API tokens"


@dataclass(frozen=True, slots=True)
class ShownToken:
    """A token in the list. may_end: whoever looks may end it."""

    row: TokenRow
    alive: bool
    may_end: bool


@dataclass(frozen=True, slots=True)
class Scope:
    """Something that a token can be for. able: whoever looks may do some of it now."""

    word: str
    chosen: bool
    able: bool


@dataclass(frozen=True, slots=True)
class Fresh:
    """A token that is being made, as far as it was typed."""

    name: str
    day: str
    groups: tuple[Scope, ...]
    acts: tuple[Scope, ...]


@page(MAKING)
def tokens(visit: Visit, token_id: int | None = None) -> HttpResponse:
    """Show the tokens there are, and the form for a new one. token_id: the one that an act was refused on."""
    return _shown(visit)


@act(MAKING, again=tokens)
@sensitive_variables()
def make(visit: Visit) -> HttpResponse:
    """Make a token, and show it on this answer alone."""
    form = visit.request.POST
    made = commands.add_token(
        member_id=visit.member.pk,
        name=forms.line(form, "name"),
        scopes=[scope.replace("\x00", "") for scope in form.getlist("scopes")],
        expires_at=_end(visit, form.get("day", "").strip()),
        by=visit.by,
        at=visit.now,
    )
    answer = _shown(visit, made=made.text, name=made.token.name)
    answer["Cache-Control"] = "private, no-store"
    return answer


@act(MAKING, again=tokens)
def end(visit: Visit, token_id: int) -> HttpResponse:
    """End a token."""
    commands.end_token(token_id=token_id, by=visit.by, at=visit.now)
    return visit.then("tokens", said="It is ended")


def _shown(visit: Visit, *, made: str = "", name: str = "") -> HttpResponse:
    everybodys = visit.may("manage people")
    rows = all_tokens(member_id=None if everybodys else visit.member.pk)
    return drawn(
        visit,
        "settings/tokens.html",
        tokens=[ShownToken(row, row.is_alive(visit.now), row.ended_at is None) for row in rows],
        everybodys=everybodys,
        fresh=_fresh(visit),
        made=made,
        made_name=name,
    )


def _fresh(visit: Visit) -> Fresh:
    typed = visit.typed or {}
    chosen = set(_list_of(visit.request)) if visit.typed else set()
    return Fresh(
        name=typed.get("name", ""),
        day=typed.get("day", ""),
        groups=tuple(_scope(visit, word, chosen) for word in GROUPS),
        acts=tuple(_scope(visit, word, chosen) for word in sorted(ACTS)),
    )


def _list_of(request: HttpRequest) -> list[str]:
    return request.POST.getlist("scopes")


def _scope(visit: Visit, word: str, chosen: set[str]) -> Scope:
    return Scope(word, word in chosen, bool(acts_of_scopes([word]) & visit.rights.acts))


def _end(visit: Visit, written: str) -> datetime | None:
    """Read the day on which a token ends; without one it does not end by itself. Raises Malformed."""
    if not written:
        return None
    try:
        return start_of(date.fromisoformat(written), visit.zone)
    except (ValueError, OverflowError):
        why = f"“{written[:20]}” is no day."
        raise forms.Malformed([Problem("unreadable", why, "Choose one in the calendar.", field="day")]) from None
