"""Mail addresses: how each fares, a new one, another one, a trial."""

from django.http import HttpResponse

from rounds.mail import commands as mail
from rounds.mail.queries import mail_page
from rounds.team.rules import MANAGE_PEOPLE
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.limits import limited
from rounds.web.marks import DELIVERIES
from rounds.web.views.settings import drawn
from rounds.web.visit import Visit


@page(MANAGE_PEOPLE)
def mailboxes(visit: Visit, mailbox_id: int | None = None) -> HttpResponse:
    """List our mail addresses and how each fares. mailbox_id: the one that an act was refused on."""
    found = mail_page()
    shown = [(box, DELIVERIES[box.trial_state] if box.trial_state else None) for box in found.boxes]
    return drawn(visit, "settings/mailboxes.html", found=found, boxes=shown, refused=mailbox_id)


@act(MANAGE_PEOPLE, again=mailboxes)
def add(visit: Visit) -> HttpResponse:
    """Give a mailbox of the manual its address."""
    form = visit.request.POST
    address = forms.address(form, "address")
    mail.add_mailbox(name=forms.line(form, "name"), address=address, by=visit.by, at=visit.now)
    return visit.then("mailboxes", said=f"Mail to {address} becomes tickets now")


@act(MANAGE_PEOPLE, again=mailboxes)
def change(visit: Visit, mailbox_id: int) -> HttpResponse:
    """Give a mailbox another address."""
    address = forms.line(visit.request.POST, "address")
    mail.change_address(mailbox_id=mailbox_id, address=address, by=visit.by, at=visit.now)
    return visit.then("mailboxes", said="The address is changed")


@limited("invite")
@act(MANAGE_PEOPLE, again=mailboxes)
def trial(visit: Visit, mailbox_id: int) -> HttpResponse:
    """Send a trial to oneself."""
    mail.send_trial(mailbox_id=mailbox_id, recipient=visit.member.email, by=visit.by, at=visit.now)
    return visit.then("mailboxes", said=f"A trial is on its way to {visit.member.email}")
