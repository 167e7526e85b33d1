"""Erasing a person at a customer's: what goes, what stays, that there is no way back, and how far it is (`docs/erasing.md`)."""

from django.http import HttpResponse
from django.urls import reverse

from rounds.accounts.commands import ask_to_erase
from rounds.accounts.people import contact_page, stands_for
from rounds.basics.problems import Problem, refuse_if
from rounds.desk.queries import alone_of
from rounds.team.rules import MANAGE_PEOPLE
from rounds.web.doors import act, page
from rounds.web.visit import Visit

NOT_SURE = Problem("not sure", "Erasing cannot be undone.", "Say below that this is what you want.", field="sure")


@page(MANAGE_PEOPLE)
def form(visit: Visit, contact_id: int) -> HttpResponse:
    """Show what erasing a person does; once it is asked for, how far it is."""
    if (stands := stands_for(contact_id)) != contact_id:
        return visit.then("contact-erasing", stands)
    return visit.page(
        "accounts/erasing.html",
        person=contact_page(contact_id),
        asked=alone_of(contact_id).count(),
        url=reverse("contact", args=[contact_id]),
        wrong={problem.field for problem in visit.problems},
    )


@act(MANAGE_PEOPLE, again=form)
def erased(visit: Visit, contact_id: int) -> HttpResponse:
    """Have them erased, by a worker."""
    person = contact_page(contact_id)
    refuse_if([] if visit.request.POST.get("sure") else [NOT_SURE])
    ask_to_erase(contact_id=person.id, by=visit.by, at=visit.now)
    return visit.then("contact-erasing", contact_id)
