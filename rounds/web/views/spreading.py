"""Spreading check-ins over days: which firms, which days, how the weeks would look; then done at once, and taken back at once."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.http import HttpResponse

from rounds.basics.localtime import day_of
from rounds.basics.moments import said_day
from rounds.checkins import commands
from rounds.checkins.clauses import Programme
from rounds.checkins.queries import DryRun, dry_run, firms_where, spread_page, values_of_firms, weeks
from rounds.policies.conditions import Condition
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.visit import Visit

PLAN = "assign tickets"
ASKED = {"lifecycle": "lifecycle", "tier": "tier", "region": "region", "type": "firm_type"}
"""What the form asks of a firm: fields of a condition, each with the column that offers words for it."""

WIDE, TALL, FOOT = 900.0, 86.0, 104.0
"""Units of the picture: all weeks, the fullest of them, and where its bars stand."""

SHOWN = 60
"""Weeks that the picture has room for."""


@dataclass(frozen=True, slots=True)
class Asks:
    """One field of the form. typed: words, with commas between. offered: what firms have there."""

    name: str
    typed: str
    offered: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Bar:
    """A week of the picture: how many wake in it now, and would, which is drawn before the right half of it: neither hides the other."""

    said: str
    x: str
    wide: str
    was_y: str
    was_tall: str
    then_x: str
    then_wide: str
    y: str
    tall: str
    before: int
    after: int


@page(PLAN)
def spread(visit: Visit) -> HttpResponse:
    """Ask which firms and which days, and show how the weeks would look."""
    words: Mapping[str, str] = visit.typed or visit.request.GET
    programmes = [each.name for each in visit.book.all(Programme)]
    if not programmes:
        return visit.page("progress/none.html", heading="Spread check-ins")
    today = day_of(visit.now, visit.zone)
    programme = words.get("programme", "") if words.get("programme", "") in programmes else programmes[0]
    first = words.get("day") or (today + timedelta(days=1)).isoformat()
    last = words.get("last") or (today + timedelta(weeks=52)).isoformat()
    tried = _tried(visit, programme, words) if "last" in words and not visit.problems else None
    offered = values_of_firms(*ASKED.values())
    bars = tuple(_bars(tried, visit)) if tried else ()
    return visit.page(
        "check_ins/spread.html",
        programmes=programmes,
        programme=programme,
        first=first,
        last=last,
        asks=tuple(Asks(name, words.get(name, ""), tuple(offered[column])) for name, column in ASKED.items()),
        condition=f"firms where {condition}" if (condition := _condition(words)) else "all firms",
        tried=tried,
        bars=bars,
        last_week=bars[-1].said if bars else "",
        fullest=max(tried.before.values(), default=0) if tried else 0,
    )


@act(PLAN, again=spread)
def spreading(visit: Visit) -> HttpResponse:
    """Spread them."""
    form = visit.request.POST
    first, last = forms.days(form)
    done = commands.spread(
        programme=forms.line(form, "programme"),
        condition=_condition(form),
        first=first,
        last=last,
        by=visit.by,
        at=visit.now,
    )
    return visit.then("spread-done", done.pk, said="Spread")


@page(PLAN)
def done(visit: Visit, spreading_id: int) -> HttpResponse:
    """Show a spreading that was done, with its way back."""
    return visit.page("check_ins/spread_done.html", it=spread_page(spreading_id))


@act(PLAN, again=done)
def undoing(visit: Visit, spreading_id: int) -> HttpResponse:
    """Take it back."""
    back = commands.undo_spread(spreading_id=spreading_id, by=visit.by, at=visit.now)
    return visit.then("spread-done", spreading_id, said=f"{back} have the days that they had")


def _tried(visit: Visit, programme: str, words: Mapping[str, str]) -> DryRun:
    first, last = forms.days(words)
    return dry_run(programme=programme, condition=_condition(words), first=first, last=last, at=visit.now)


def _condition(words: Mapping[str, str]) -> Condition | None:
    """Give the condition that a form writes, as the manual would; None where it asks for nothing. Raises Malformed, Refused."""
    asked = {name: [word.strip() for word in forms.text(words, name).split(",") if word.strip()] for name in ASKED}
    return firms_where(asked)


def _bars(tried: DryRun, visit: Visit) -> Iterator[Bar]:
    """Draw the weeks from the first to the last that any check-in wakes in, now or then."""
    mondays = {*tried.before, *tried.after}
    if not mondays:
        return
    shown = list(weeks(min(mondays), max(mondays)))[:SHOWN]
    most = max([*tried.before.values(), *tried.after.values()])
    wide = WIDE / len(shown)
    bar = max(wide - 3, 1)
    for place, week in enumerate(shown):
        before, after = tried.before.get(week, 0), tried.after.get(week, 0)
        was_tall, tall = TALL * before / most, TALL * after / most
        yield Bar(
            said=f"Week of {said_day(week, today=_today(visit))}",
            x=f"{place * wide:.1f}",
            wide=f"{bar:.1f}",
            was_y=f"{FOOT - was_tall:.1f}",
            was_tall=f"{was_tall:.1f}",
            then_x=f"{place * wide + bar / 2:.1f}",
            then_wide=f"{bar / 2:.1f}",
            y=f"{FOOT - tall:.1f}",
            tall=f"{tall:.1f}",
            before=before,
            after=after,
        )


def _today(visit: Visit) -> date:
    return day_of(visit.now, visit.zone)
