"""Tickets of one customer become one: what would go in, what became of it, and the way back."""

from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse, QueryDict
from django.urls import reverse

from rounds.desk import commands
from rounds.desk.queries.merged import Mergeable, merge_record, mergeable
from rounds.desk.rules import State
from rounds.team.queries import names_of
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.visit import Visit

SAID: dict[State, str] = {
    State.NEW: "new",
    State.OPEN: "open",
    State.ASLEEP: "asleep",
    State.CLOSED: "closed",
    State.MERGED: "merged",
}


@dataclass(frozen=True, slots=True)
class ShownMergeable:
    """A ticket that may go in. chosen: it is ticked. stays: it is the one that the others go into. says: what it is, in small."""

    it: Mergeable
    chosen: bool
    stays: bool
    says: str
    wakes_at: datetime | None


@page("merge tickets")
def choosing(visit: Visit) -> HttpResponse:
    """Show tickets of one customer: which go in, and which one stays."""
    form = visit.typed if isinstance(visit.typed, QueryDict) else visit.request.GET
    numbers = forms.numbers(form, "number")
    into = forms.number_or_none(form, "into") or min(numbers, default=0)
    named = tuple(dict.fromkeys([into, *numbers])) if into else numbers
    rows = tuple(_row(each, numbers, into) for each in mergeable(named))
    return visit.page(
        "desk/merge.html", rows=rows, into=into, back=reverse("ticket", args=[into]) if into else reverse("desk")
    )


@act("merge tickets", again=choosing)
def merging(visit: Visit) -> HttpResponse:
    """Merge what is ticked into the one that stays."""
    form = visit.request.POST
    into = forms.number(form, "into")
    made = commands.merge(
        number=into,
        others=[each for each in forms.numbers(form, "number") if each != into],
        version=forms.number_or_none(form, f"version-{into}"),
        by=visit.by,
        at=visit.now,
    )
    return visit.then("merge", made.pk)


@page("read the desk")
def merge(visit: Visit, merge_id: int) -> HttpResponse:
    """Show what went into what, and offer the way back."""
    record = merge_record(merge_id)
    by = names_of({record.by_id}).get(record.by_id, "") if record.by_id else ""
    return visit.page(
        "desk/merged.html", merge=record, by=by, may_undo=visit.may("merge tickets") and not record.undone_at
    )


@act("merge tickets", again=merge)
def unmerging(visit: Visit, merge_id: int) -> HttpResponse:
    """Let each stand for itself again."""
    commands.unmerge(merge_id=merge_id, by=visit.by, at=visit.now)
    return visit.then("merge", merge_id, said="Each stands for itself again")


def _row(each: Mergeable, numbers: tuple[int, ...], into: int) -> ShownMergeable:
    waits = f", waits for {each.held_by}" if each.held_by else ""
    turn = ", our turn" if each.our_turn else ""
    return ShownMergeable(
        it=each,
        chosen=each.number in numbers and each.number != into,
        stays=each.number == into,
        says=f"{SAID[each.state]}{turn}{waits}",
        wakes_at=each.wakes_at,
    )
