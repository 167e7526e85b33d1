"""The outbox: what stopped and waits for a person, what is on its way, and what has left."""

from dataclasses import dataclass

from django.http import HttpResponse

from rounds.mail import commands
from rounds.mail.queries import Delivery, outbox_page
from rounds.timeline.models import OutboxState
from rounds.web.doors import act, page
from rounds.web.marks import DELIVERIES, Drawn
from rounds.web.visit import Visit


@dataclass(frozen=True, slots=True)
class Shown:
    """A mail of the outbox, ready to draw."""

    mail: Delivery
    mark: Drawn
    doubtful: bool


@page("see the outbox")
def outbox(visit: Visit, row: int | None = None) -> HttpResponse:
    """Show the outbox. row: the mail that an act was refused on."""
    found = outbox_page()
    return visit.page(
        "outbox/outbox.html",
        stopped=[_shown(each) for each in found.stopped],
        waiting=[_shown(each) for each in found.waiting],
        sent=[_shown(each) for each in found.sent],
        nowhere=found.nowhere,
        refused_row=row if visit.problems else None,
        may_settle=visit.may("settle the outbox"),
    )


@act("settle the outbox", again=outbox)
def again(visit: Visit, row: int) -> HttpResponse:
    """Send a mail again."""
    commands.retry(outbox_id=row, by=visit.by, at=visit.now)
    return visit.then("outbox", said="It leaves within seconds")


@act("settle the outbox", again=outbox)
def arrived(visit: Visit, row: int) -> HttpResponse:
    """Note that a mail did arrive."""
    commands.it_arrived(outbox_id=row, by=visit.by, at=visit.now)
    return visit.then("outbox", said="Noted: it arrived")


@act("settle the outbox", again=outbox)
def drop(visit: Visit, row: int) -> HttpResponse:
    """Let a mail not be sent."""
    commands.drop(outbox_id=row, by=visit.by, at=visit.now)
    return visit.then("outbox", said="Dropped; it is not sent")


def _shown(delivery: Delivery) -> Shown:
    return Shown(delivery, DELIVERIES[delivery.state], delivery.state is OutboxState.MAY_HAVE_ARRIVED)
