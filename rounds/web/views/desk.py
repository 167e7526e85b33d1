"""The desk: its list, a ticket beside it, and a new one."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.http import HttpResponse

from rounds.checkins.clauses import Programme
from rounds.checkins.queries import Row, my_open
from rounds.desk.clauses import TicketKind
from rounds.desk.own_form import field_of
from rounds.desk.queries.merged import standing_number, whole_ticket_page
from rounds.desk.rules import State
from rounds.policies.queries import version_in_force
from rounds.targets.queries import targets_of
from rounds.web.doors import page
from rounds.web.marks import PHASES, Drawn
from rounds.web.views.listing import shown_list
from rounds.web.views.lists import ShownList
from rounds.web.views.ticket import composer, shown_ticket, thread
from rounds.web.visit import Visit


@page("read the desk")
def desk(visit: Visit) -> HttpResponse:
    """Show the list alone."""
    shown = shown_list(visit)
    if visit.asks_for("list"):
        return _list_alone(visit, shown)
    return visit.page("desk/desk.html", list=shown, check_ins=_my_check_ins(visit))


@page("read the desk")
def ticket(visit: Visit, number: int) -> HttpResponse:
    """Show one ticket beside the list; for a merged one the ticket that it was merged into."""
    return _ticket(visit, number)


def _ticket(visit: Visit, number: int) -> HttpResponse:
    shown = shown_list(visit, current=number, level=2)
    if visit.asks_for("list"):
        return _list_alone(visit, shown)
    found = whole_ticket_page(number, reader=visit.member.pk)
    if found.state is State.MERGED:
        return _survivor(visit, number)
    return visit.page(
        "desk/ticket.html",
        list=shown,
        ticket=shown_ticket(visit, found),
        thread=thread(visit, found),
        targets=targets_of(found.id),
        composer=composer(visit, found),
        refused_title=_refused_title(visit.request.path),
    )


def _my_check_ins(visit: Visit) -> tuple[tuple[Row, Drawn], ...]:
    """Give the first of one's own open check-ins, each with its mark; none where the manual has no programme."""
    if not (visit.may("do check-ins") and version_in_force() and visit.book.all(Programme)):
        return ()
    return tuple((row, PHASES[row.phase]) for row in my_open(visit.member.pk, most=MOST_CHECK_INS))


MOST_CHECK_INS = 5
"""Of one's own open check-ins, that the desk names."""


def _list_alone(visit: Visit, shown: ShownList) -> HttpResponse:
    """Write the list for a page that has the rest."""
    return visit.part("desk/list.html", list=shown)


def _survivor(visit: Visit, number: int) -> HttpResponse:
    """Go to where a ticket was merged into; after a refused act, show that with what was typed, to be sent there."""
    standing = standing_number(number)
    if visit.problems:
        return _ticket(visit, standing)
    return visit.then("ticket", standing, said=f"#{number} was merged into this ticket")


@dataclass(frozen=True, slots=True)
class AskedField:
    """One thing that a kind asks for. field: its name in the form; value: as it was typed."""

    name: str
    field: str
    required: bool
    value: str


@dataclass(frozen=True, slots=True)
class AskedForm:
    """What one kind of ticket asks for."""

    kind: str
    fields: tuple[AskedField, ...]


@dataclass(frozen=True, slots=True)
class Fresh:
    """A ticket that is being opened, as far as it was typed."""

    address: str
    name: str
    kind: str
    subject: str
    text: str
    kinds: tuple[str, ...]
    forms: tuple[AskedForm, ...]


FILLED_IN = ("kind", "name", "address")
"""What an address may say of a new ticket, such as one that is opened from a list of accounts."""


@page("open tickets")
def new(visit: Visit) -> HttpResponse:
    """Show the form for a ticket that did not come by mail; what an address that leads here knows already is filled in."""
    typed = visit.typed or {key: visit.request.GET[key][:200] for key in FILLED_IN if key in visit.request.GET}
    kinds = visit.book.all(TicketKind)
    fresh = Fresh(
        address=typed.get("address", ""),
        name=typed.get("name", ""),
        kind=typed.get("kind", ""),
        subject=typed.get("subject", ""),
        text=typed.get("text", ""),
        kinds=tuple(kind.name for kind in kinds),
        forms=tuple(_asked_form(kind, typed) for kind in kinds if kind.asks_for),
    )
    return visit.page(
        "desk/new.html",
        list=shown_list(visit, level=2),
        fresh=fresh,
        wrong={problem.field for problem in visit.problems},
    )


def _asked_form(kind: TicketKind, typed: Mapping[str, str]) -> AskedForm:
    """Draw what a kind asks for, with what was typed."""
    fields = [(ask, field_of(kind, ask.name)) for ask in kind.asks_for or ()]
    return AskedForm(
        kind.name, tuple(AskedField(ask.name, field, ask.required, typed.get(field, "")) for ask, field in fields)
    )


def _refused_title(path: str) -> str:
    act = path.rpartition("/")[2]
    return {"answer": "Not sent", "note": "Not kept", "closure": "Not closed", "sleep": "Not put to sleep"}.get(
        act, "Not done"
    )
