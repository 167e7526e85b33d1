"""Quarantine: mail that could not be placed, kept whole, until a person decides."""

from django.http import HttpResponse
from django.urls import reverse

from rounds.desk.queries import number_of
from rounds.mail import commands, queries
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.views.files import saved
from rounds.web.views.lists import Pager
from rounds.web.visit import Visit

A_PAGE = 50


@page("see quarantine")
def quarantine(visit: Visit, row: int | None = None) -> HttpResponse:
    """List what is held, the newest first, and what was decided last. row: the one that an act was refused on."""
    before = forms.number_or_none(visit.request.GET, "before")
    found = queries.held(before=before, limit=A_PAGE + 1)
    rows, more = found[:A_PAGE], len(found) > A_PAGE
    address = reverse("quarantine")
    return visit.page(
        "quarantine/quarantine.html",
        rows=rows,
        settled=() if before else queries.settled(),
        refused_row=row if visit.problems else None,
        may_settle=visit.may("settle quarantine"),
        pager=Pager(newer=address if before else "", older=f"{address}?before={rows[-1].id}" if more else ""),
    )


@page("see quarantine")
def original(visit: Visit, row: int) -> HttpResponse:
    """Give a held mail as it came, to save."""
    found = queries.original(row)
    return saved(found.name, "message/rfc822", found.raw)


@act("settle quarantine", again=quarantine)
def ticket(visit: Visit, row: int) -> HttpResponse:
    """Let a held mail in as a ticket of its own."""
    number = number_of(commands.make_ticket_of(received_id=row, by=visit.by, at=visit.now))
    return visit.then("quarantine", said=f"It is #{number} now")


@act("settle quarantine", again=quarantine)
def read_again(visit: Visit, row: int) -> HttpResponse:
    """Let the rule decide on a held mail once more."""
    outcome = commands.read_again(received_id=row, by=visit.by, at=visit.now)
    placed = f"It is on #{number_of(outcome.ticket_id)}" if outcome.ticket_id else f"Still held: {outcome.reason}"
    return visit.then("quarantine", said=placed)


@act("settle quarantine", again=quarantine)
def drop(visit: Visit, row: int) -> HttpResponse:
    """Take a held mail off the list; it stays kept."""
    commands.drop_held(received_id=row, by=visit.by, at=visit.now)
    return visit.then("quarantine", said="Off the list; the mail stays kept")
