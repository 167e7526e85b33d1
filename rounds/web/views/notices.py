"""What a member was told: by the manual's clauses, and by whoever named them."""

from dataclasses import dataclass

from django.http import HttpResponse

from rounds.accounts.queries import contact_names
from rounds.desk.queries import called
from rounds.team.commands import read_notices
from rounds.team.queries import names_of, notices
from rounds.timeline import queries as timeline
from rounds.timeline.queries import people_in
from rounds.timeline.rules import NamesById
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.happenings import Told, told
from rounds.web.visit import Visit

SHOWN = 100


@dataclass(frozen=True, slots=True)
class ShownNotice:
    """One notice, ready to draw."""

    unread: bool
    told: Told


@page("read the desk")
def told_to_me(visit: Visit) -> HttpResponse:
    """List one's own notices, the latest first."""
    rows = notices(visit.member.pk, limit=SHOWN)
    events = [row.event for row in rows]
    members, contacts = people_in(events)
    tickets = called(event.subject_id for event in events if event.subject_kind == "ticket")
    names = NamesById(names_of(members), contact_names(contacts))
    happened = timeline.told(events, names)
    shown = [
        ShownNotice(row.unread, told(each, number=number, subject=subject))
        for row, each in zip(rows, happened, strict=True)
        for number, subject in [tickets.get(each.subject_id, (None, ""))]
    ]
    return visit.page(
        "notices/notices.html",
        rows=shown,
        cards=[row.told for row in shown if row.told.because],
        unread=sum(row.unread for row in shown),
        last=rows[0].id if rows else 0,
    )


@act("read the desk", again=told_to_me)
def reading(visit: Visit) -> HttpResponse:
    """Say that one has read them."""
    read_notices(up_to=forms.number(visit.request.POST, "last"), by=visit.by, at=visit.now)
    return visit.then("notices", said="All read")
