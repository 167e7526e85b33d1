"""Two contacts are one person: who it may be, what would go over, what became of it, and the way back."""

from dataclasses import dataclass

from django.http import HttpResponse
from django.urls import reverse

from rounds.accounts.people import ContactPage, contact_page, join_record, stands_for
from rounds.accounts.queries import ContactRow, people_like
from rounds.desk import commands
from rounds.desk.queries import how_many_asked
from rounds.team.queries import names_of
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.views.firm import LOOK_AFTER
from rounds.web.visit import Visit

OFFERED = 20


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two. many: tickets that they asked."""

    person: ContactPage
    many: int


@page(LOOK_AFTER)
def choosing(visit: Visit, contact_id: int) -> HttpResponse:
    """Show who a person may be as well; or, where one is chosen, both beside each other."""
    if (stands := stands_for(contact_id)) != contact_id:
        return visit.then("contact-same", stands)
    form = visit.request.GET if visit.typed is None else visit.typed
    kept, chosen = _side(contact_id), forms.number_or_none(form, "other")
    other = _side(stands_for(chosen)) if chosen else None
    typed = " ".join(form.get("q", "").replace("\x00", "").split())[:200]
    return visit.page(
        "accounts/same.html",
        kept=kept,
        other=other if other and other.person.id != contact_id else None,
        typed=typed,
        people=() if other else _others(typed or kept.person.name, contact_id),
        back=reverse("contact", args=[contact_id]),
    )


def _side(contact_id: int) -> Side:
    return Side(contact_page(contact_id), how_many_asked(contact_id))


def _others(name: str, contact_id: int) -> list[ContactRow]:
    """Give people of such a name or address, the closest first, without the one who is asked about."""
    return [each for each in people_like(name, limit=OFFERED + 1) if each.id != contact_id][:OFFERED]


@act(LOOK_AFTER, again=choosing)
def joining(visit: Visit, contact_id: int) -> HttpResponse:
    """Join the chosen contact into this one."""
    form = visit.request.POST
    made = commands.join_contacts(
        kept_id=contact_id,
        other_id=forms.number(form, "other"),
        version=form.get("version") or None,
        by=visit.by,
        at=visit.now,
    )
    return visit.then("contact-join", made.pk)


@page("read accounts")
def join(visit: Visit, join_id: int) -> HttpResponse:
    """Show who was joined into whom, and offer the way back."""
    record = join_record(join_id)
    by = names_of({record.by_id}).get(record.by_id, "") if record.by_id else ""
    return visit.page(
        "accounts/joined.html", join=record, by=by, may_undo=visit.may(LOOK_AFTER) and not record.undone_at
    )


@act(LOOK_AFTER, again=join)
def parting(visit: Visit, join_id: int) -> HttpResponse:
    """Let each stand for itself again."""
    commands.part_contacts(join_id=join_id, by=visit.by, at=visit.now)
    return visit.then("contact-join", join_id, said="Each stands for itself again")
