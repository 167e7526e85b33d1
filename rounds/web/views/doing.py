"""What a clause did lately: every event that it caused, with its record and its reason."""

from dataclasses import dataclass
from datetime import timedelta

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from rounds.accounts.queries import contact_names
from rounds.desk.queries import called
from rounds.team.histories import readable
from rounds.team.queries import names_of
from rounds.timeline import queries as timeline
from rounds.timeline.queries import people_in
from rounds.timeline.rules import NamesById
from rounds.web import forms
from rounds.web.doors import page
from rounds.web.happenings import Told, told
from rounds.web.views.lists import Pager
from rounds.web.visit import Visit

A_PAGE = 50
LATELY = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Doing:
    """What a clause did, the latest first. older: below which event the next page begins."""

    clause: str
    told: tuple[Told, ...]
    pager: Pager


@page("read the manual")
def did(visit: Visit) -> HttpResponse:
    """List what a clause did in the last 30 days, as far as this member may read it; without a clause, the manual."""
    clause = visit.request.GET.get("clause", "").replace("\x00", "")[:300]
    if not clause:
        return redirect("manual")
    below = forms.number_or_none(visit.request.GET, "below")
    kinds = readable(visit.rights)
    found = timeline.by_clause(clause, since=visit.now - LATELY).filter(subject_kind__in=kinds, at__lte=visit.now)
    rows = list((found.filter(id__lt=below) if below else found).order_by("-id")[: A_PAGE + 1])
    shown, more = rows[:A_PAGE], len(rows) > A_PAGE
    here = f"{reverse('manual-did')}?{urlencode({'clause': clause})}"
    pager = Pager(here if below else "", f"{here}&below={shown[-1].pk}" if more else "")
    members, contacts = people_in(shown)
    names = NamesById(names_of(members), contact_names(contacts))
    tickets = called(row.subject_id for row in shown if row.subject_kind == "ticket")
    told_of = [
        told(each, number=number, subject=subject)
        for each in timeline.told(shown, names)
        for number, subject in [
            tickets.get(each.subject_id, (None, "")) if each.subject_kind == "ticket" else (None, "")
        ]
    ]
    return visit.page("manual/did.html", found=Doing(clause, tuple(told_of), pager))
