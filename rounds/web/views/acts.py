"""What people do to a ticket: each act has an address, makes one command call, and goes back to the ticket."""

from django.http import HttpResponse

from rounds.accounts.commands import contact_of_address
from rounds.basics.moments import said
from rounds.basics.problems import Problem
from rounds.desk import commands
from rounds.desk.clauses import TicketKind
from rounds.desk.commands.loading import sending
from rounds.desk.dates import Wish
from rounds.desk.facts import Taking
from rounds.desk.links import Seen
from rounds.desk.models import Ticket
from rounds.desk.own_form import field_of
from rounds.mail.queries import correspondents
from rounds.web import forms
from rounds.web.doors import act
from rounds.web.views.desk import new, ticket
from rounds.web.visit import Visit


@act("answer customers", again=ticket)
def answer(visit: Visit, number: int) -> HttpResponse:
    """Answer the customer; the date is set in the same act."""
    form = visit.request.POST
    commands.answer(
        number=number,
        text=forms.text(form, "text"),
        version=forms.number(form, "version"),
        wish=forms.wish(form),
        files=forms.files(visit.request.FILES),
        unsent=forms.numbers(form, "unsent"),
        as_letter="letter" in form,
        by=visit.by,
        at=visit.now,
    )
    wait = sending(visit.book)
    return visit.then("ticket", number, said=f"Goes out in {wait.undo_within}" if wait else "Sent")


@act("answer customers", again=ticket)
def taking_back(visit: Visit, number: int) -> HttpResponse:
    """Take an answer back that has not left; its text is in the composer again."""
    message = forms.number_or_none(visit.request.POST, "message")
    commands.take_back(number=number, message_id=message, by=visit.by, at=visit.now)
    return visit.then("ticket", number, said="Taken back: nothing was sent")


@act("write notes", again=ticket)
def note(visit: Visit, number: int) -> HttpResponse:
    """Write a note that only the team reads."""
    commands.note(
        number=number,
        text=forms.text(visit.request.POST, "text"),
        files=forms.files(visit.request.FILES),
        by=visit.by,
        at=visit.now,
    )
    return visit.then("ticket", number, said="Note kept")


@act("answer customers", again=ticket)
def taking(visit: Visit, number: int) -> HttpResponse:
    """Take a ticket that nobody has."""
    commands.take(number=number, version=_version(visit), by=visit.by, at=visit.now)
    return visit.then("ticket", number, said="It is yours")


@act("answer customers", again=ticket)
def return_(visit: Visit, number: int) -> HttpResponse:
    """Give one's own ticket back to its queue."""
    commands.give_back(number=number, version=_version(visit), by=visit.by, at=visit.now)
    return visit.then("ticket", number, said="Back in its queue")


@act("assign tickets", again=ticket)
def assignee(visit: Visit, number: int) -> HttpResponse:
    """Give a ticket to a colleague."""
    member = forms.number(visit.request.POST, "member")
    commands.assign(number=number, member_id=member, version=_version(visit), by=visit.by, at=visit.now)
    return visit.then("ticket", number, said="Given")


@act("assign tickets", again=ticket)
def kind(visit: Visit, number: int) -> HttpResponse:
    """Say what a ticket is about; it goes to that kind's queue."""
    chosen = forms.line(visit.request.POST, "kind")
    made = commands.change_kind(number=number, kind=chosen, version=_version(visit), by=visit.by, at=visit.now)
    return visit.then("ticket", number, said=f"In {made.queue}")


@act("look after accounts", again=ticket)
def account_name(visit: Visit, number: int) -> HttpResponse:
    """Say which firm the person who wrote belongs to."""
    name = forms.line(visit.request.POST, "account")
    commands.name_account(number=number, name=name, version=_version(visit), by=visit.by, at=visit.now)
    return visit.then("ticket", number, said="Their tickets stand under it")


@act("set dates", again=ticket)
def sleep(visit: Visit, number: int) -> HttpResponse:
    """Put a ticket away until its date."""
    made = commands.put_to_sleep(number=number, wish=_wish(visit), version=_version(visit), by=visit.by, at=visit.now)
    return visit.then("ticket", number, said=f"Asleep until {_date(visit, made)}")


@act("set dates", again=ticket)
def date(visit: Visit, number: int) -> HttpResponse:
    """Set the day on which a ticket comes back."""
    made = commands.set_reopen_date(
        number=number, wish=_wish(visit), version=_version(visit), by=visit.by, at=visit.now
    )
    return visit.then("ticket", number, said=f"Comes back {_date(visit, made)}")


@act("set dates", again=ticket)
def no_date(visit: Visit, number: int) -> HttpResponse:
    """Take a ticket's date away."""
    commands.drop_reopen_date(number=number, version=_version(visit), by=visit.by, at=visit.now)
    return visit.then("ticket", number, said="No date any more")


@act("set priorities", again=ticket)
def priority(visit: Visit, number: int) -> HttpResponse:
    """Say how urgent a ticket is."""
    chosen = forms.line(visit.request.POST, "priority")
    commands.set_priority(number=number, priority=chosen, version=_version(visit), by=visit.by, at=visit.now)
    return visit.then("ticket", number, said=f"It is {chosen}")


@act("hold tickets", again=ticket)
def hold(visit: Visit, number: int) -> HttpResponse:
    """Let a ticket wait for somebody."""
    form = visit.request.POST
    made = commands.hold(
        number=number,
        holder=forms.line(form, "holder"),
        reason=forms.text(form, "reason"),
        wish=forms.wish(form) or Wish(),
        version=_version(visit),
        by=visit.by,
        at=visit.now,
    )
    until = said(made.held_until, now=visit.now, zone=visit.zone) if made.held_until else ""
    return visit.then("ticket", number, said=f"For {made.held_by} until {until}")


@act("hold tickets", again=ticket)
def release(visit: Visit, number: int) -> HttpResponse:
    """End a hold before its limit."""
    commands.release(number=number, version=_version(visit), by=visit.by, at=visit.now)
    return visit.then("ticket", number, said="It is our turn")


@act("read the desk", again=ticket)
def following(visit: Visit, number: int) -> HttpResponse:
    """Follow a ticket."""
    commands.follow(number=number, by=visit.by, at=visit.now)
    return visit.then("ticket", number, said="You follow it")


@act("read the desk", again=ticket)
def unfollowing(visit: Visit, number: int) -> HttpResponse:
    """Follow a ticket no more."""
    commands.unfollow(number=number, by=visit.by, at=visit.now)
    return visit.then("ticket", number, said="You follow it no more")


@act("link tickets", again=ticket)
def linking(visit: Visit, number: int) -> HttpResponse:
    """Link a ticket to another."""
    form = visit.request.POST
    other = forms.number({"other": forms.line(form, "other").removeprefix("#")}, "other")
    seen = form.get("seen", "")
    chosen = Seen(seen) if seen in Seen else Seen.RELATED
    commands.link(number=number, other=other, seen=chosen, by=visit.by, at=visit.now)
    return visit.then("ticket", number, said=f"Linked to #{other}")


@act("link tickets", again=ticket)
def unlinking(visit: Visit, number: int) -> HttpResponse:
    """Take a link away."""
    other = forms.number(visit.request.POST, "other")
    commands.unlink(number=number, other=other, by=visit.by, at=visit.now)
    return visit.then("ticket", number, said="Linked no more")


@act("close tickets", again=ticket)
def closure(visit: Visit, number: int) -> HttpResponse:
    """Close a ticket."""
    commands.close(number=number, version=_version(visit), by=visit.by, at=visit.now)
    return visit.then("ticket", number, said=f"#{number} is closed")


@act("close tickets", again=ticket)
def reopening(visit: Visit, number: int) -> HttpResponse:
    """Open a closed or sleeping ticket again."""
    commands.reopen(number=number, version=_version(visit), by=visit.by, at=visit.now)
    return visit.then("ticket", number, said=f"#{number} is open again")


@act("open tickets", again=new)
def opening(visit: Visit) -> HttpResponse:
    """Open a ticket for a customer who did not write."""
    form = visit.request.POST
    address = forms.address(form, "address")
    about = forms.line(form, "kind")
    known, mailbox = correspondents(address, about)
    if known is None:
        known = contact_of_address(address=address, name=forms.line(form, "name"), by=visit.by, at=visit.now)
    opened = commands.open_ticket(
        subject=forms.line(form, "subject"),
        text=forms.text(form, "text"),
        kind=about,
        mailbox=mailbox,
        requester=Taking(known.contact_id, known.address_id),
        account_id=known.account_id,
        asked=_asked(visit, about),
        by=visit.by,
        at=visit.now,
    )
    return visit.then("ticket", opened.ticket.number, said=f"#{opened.ticket.number} is open")


def _asked(visit: Visit, about: str) -> dict[str, str]:
    """Read the answers to what the chosen kind asks for."""
    kind = visit.book.find(TicketKind, about)
    asks = (kind.asks_for or ()) if kind else ()
    return {ask.name: forms.text(visit.request.POST, field_of(kind, ask.name)) for ask in asks if kind}


def _version(visit: Visit) -> int:
    return forms.number(visit.request.POST, "version")


def _wish(visit: Visit) -> Wish:
    if (wish := forms.wish(visit.request.POST)) is None:
        raise forms.Malformed([Problem("no date", "No day was chosen.", "Choose when it comes back.", field="date")])
    return wish


def _date(visit: Visit, ticket: Ticket) -> str:
    return said(ticket.wakes_at, now=visit.now, zone=visit.zone) if ticket.wakes_at else ""
