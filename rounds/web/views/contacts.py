"""One person at a customer's: who they are, where they are reached, at which firm, and what they asked."""

from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from rounds.accounts.commands import change_contact, give_address
from rounds.accounts.fields import BUILT_IN, Record
from rounds.accounts.people import contact_page, stands_for
from rounds.accounts.queries import account_list, contact_names
from rounds.accounts.records import contact_record
from rounds.desk import commands as desk
from rounds.desk.commands.loading import priorities
from rounds.desk.queries import of_requester
from rounds.team.queries import names_of
from rounds.team.rules import MANAGE_PEOPLE
from rounds.timeline import queries as timeline
from rounds.timeline.queries import people_in
from rounds.timeline.rules import NamesById
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.happenings import Told, told
from rounds.web.views.firm import LOOK_AFTER
from rounds.web.views.known import asks, fields_in, values_in
from rounds.web.views.lists import Pager, shown_row
from rounds.web.visit import Visit

A_PAGE = 25
HISTORY = 40
FIRMS_OFFERED = 200


@page("read accounts")
def contact(visit: Visit, contact_id: int) -> HttpResponse:
    """Show one person: addresses, firm, what was done with them, and to whoever reads the desk what they asked.

    Of one who was joined, show who they are now.
    """
    if (stands := stands_for(contact_id)) != contact_id:
        return visit.then("contact", stands)
    found = contact_page(contact_id)
    after = visit.request.GET.get("after", "")[:80]
    reads_desk = visit.may("read the desk")
    rows, beyond = of_requester(contact_id, after=after, limit=A_PAGE) if reads_desk else ((), "")
    urgent, address = priorities(visit.book), reverse("contact", args=[contact_id])
    may_change = visit.may(LOOK_AFTER) and (not found.being_erased or visit.typed is not None)  # what was typed stays
    history = _history(contact_id)
    return visit.page(
        "accounts/contact.html",
        person=found,
        start=address,
        reads_desk=reads_desk,
        rows=[(shown_row(row, clause=urgent), row.opened_at) for row in rows],
        pager=Pager(
            newer=address if after else "", older=f"{address}?{urlencode({'after': beyond})}" if beyond else ""
        ),
        history=history,
        cards=[each for each in history if each.because],
        may_join=may_change and not found.erased,
        firms=tuple(row.name for row in account_list(limit=FIRMS_OFFERED)) if may_change else (),
        may_change=may_change,
        may_erase=visit.may(MANAGE_PEOPLE),
        typed=visit.typed or {},
        taken=any(problem.code == "address taken" for problem in visit.problems) and may_change and not found.erased,
        wrong={problem.field for problem in visit.problems},
    )


def _history(contact_id: int) -> list[Told]:
    """Tell what was done with a person, newest first."""
    rows = list(timeline.latest_of_subject("contact", contact_id, limit=HISTORY))
    members, contacts = people_in(rows)
    names = NamesById(names_of(members), contact_names(contacts))
    return [told(each) for each in timeline.told(rows, names)]


@page(LOOK_AFTER)
def form(visit: Visit, contact_id: int) -> HttpResponse:
    """Show the form with what is known of a person."""
    found = contact_record(contact_id)
    stands = {column: str(getattr(found, column)) for column in BUILT_IN[Record.CONTACT]}
    return visit.page(
        "accounts/person.html",
        name=found.name,
        url=reverse("contact", args=[contact_id]),
        id=contact_id,
        version=visit.typed.get("version", "") if visit.typed else found.version,
        known=asks(visit, Record.CONTACT, stands=stands, own=found.fields),
    )


@act(LOOK_AFTER, again=form)
def known(visit: Visit, contact_id: int) -> HttpResponse:
    """Keep what was written of a person."""
    change_contact(
        contact_id=contact_id,
        values=values_in(visit, Record.CONTACT),
        fields=fields_in(visit),
        version=_read(visit),
        by=visit.by,
        at=visit.now,
    )
    return visit.then("contact", contact_id, said="It is kept")


@act(LOOK_AFTER, again=contact)
def adding_address(visit: Visit, contact_id: int) -> HttpResponse:
    """Note one more address of a person."""
    address = forms.address(visit.request.POST, "address")
    give_address(contact_id=contact_id, address=address, by=visit.by, at=visit.now)
    return visit.then("contact", contact_id, said="It is kept")


@act(LOOK_AFTER, again=contact)
def dropping_address(visit: Visit, contact_id: int) -> HttpResponse:
    """Take an address away from a person."""
    address_id = forms.number(visit.request.POST, "address_id")
    left = desk.take_address_away(
        contact_id=contact_id, address_id=address_id, version=_read(visit), by=visit.by, at=visit.now
    )
    return visit.then("contact", contact_id, said=f"It is taken away; their tickets are answered at {left.address}")


@act(LOOK_AFTER, again=contact)
def placing(visit: Visit, contact_id: int) -> HttpResponse:
    """Say at which firm a person is."""
    name = forms.line(visit.request.POST, "account")
    desk.place_at(contact_id=contact_id, name=name, version=_read(visit), by=visit.by, at=visit.now)
    return visit.then("contact", contact_id, said="It is kept")


def _read(visit: Visit) -> str | None:
    """Give the version of the person that the page showed."""
    return visit.request.POST.get("version") or None
