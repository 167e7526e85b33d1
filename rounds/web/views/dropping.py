"""Programmes that the manual has no more: all firms of one need no check-in by it, said at once and taken back at once."""

from django.http import HttpResponse

from rounds.checkins import commands
from rounds.checkins.queries import ending_page, endings, programmes_gone
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.visit import Visit

PLAN = "assign tickets"


@page(PLAN)
def gone(visit: Visit) -> HttpResponse:
    """Show them, and the last times that one was ended."""
    typed = visit.typed or {}
    meant = typed.get("programme", "")
    return visit.page("check_ins/gone.html", gone=programmes_gone(), endings=endings(), meant=meant, typed=typed)


@act(PLAN, again=gone)
def ending(visit: Visit) -> HttpResponse:
    """Say of all firms of one that they need no check-in by it."""
    form = visit.request.POST
    programme, reason = forms.line(form, "programme"), forms.text(form, "reason")
    made = commands.end_programme(programme=programme, reason=reason, by=visit.by, at=visit.now)
    return visit.then("programmes-gone", said=f"{ending_page(made.pk).many} need no check-in any more")


@act(PLAN, again=gone)
def undoing(visit: Visit, ending_id: int) -> HttpResponse:
    """Take it back."""
    back = commands.undo_end_programme(ending_id=ending_id, by=visit.by, at=visit.now)
    return visit.then("programmes-gone", said=f"{back} stand as before")
