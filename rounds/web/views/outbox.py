"""The outbox: what stopped or came back and waits for a person, what is on its way, and what has left."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from rounds.basics.problems import NotThere
from rounds.mail import commands
from rounds.mail.commands import Settling
from rounds.mail.queries import MOST_COUNTED, Delivery, Show, nowhere, outbox_counts, outbox_list, where_is
from rounds.timeline.models import OutboxState
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.marks import DELIVERIES, Drawn
from rounds.web.views.lists import Pager
from rounds.web.visit import Visit

ROWS = 50

HEADINGS: dict[Show, tuple[str, str, str]] = {
    Show.DECIDE: (
        "To decide",
        "Nothing waits for a decision",
        "A mail that stops or comes back stands here, with what the other server said.",
    ),
    Show.STOPPED: (
        "Stopped",
        "No mail is stopped",
        "One that another server refuses stands here, to be tried again or dropped.",
    ),
    Show.BOUNCED: (
        "Came back",
        "No mail has come back",
        "One that a server takes and then returns stands here, and its ticket opens.",
    ),
    Show.DOUBTFUL: (
        "May have arrived",
        "Of each mail it is known whether it left",
        "One whose line breaks at the last moment stands here: it is never sent twice by itself.",
    ),
    Show.WAITING: (
        "On its way",
        "All that was written has left",
        "An answer stands here until the other server has taken it.",
    ),
    Show.SENT: (
        "Sent",
        "Nothing has left yet",
        "Answer a ticket, and its mail stands here once the other server has it.",
    ),
    Show.DROPPED: (
        "Dropped",
        "No mail was dropped",
        "What somebody decides not to send stands here; its text stays on the ticket.",
    ),
}
"""What a part of the outbox is called, and what is said where it is empty: a title, and what fills it."""

MANY = frozenset({Show.DECIDE, Show.STOPPED, Show.BOUNCED, Show.DOUBTFUL})
"""Parts whose mails can be ticked and settled together."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A mail of the outbox, ready to draw."""

    mail: Delivery
    mark: Drawn
    stands: bool
    doubtful: bool


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the outbox in the row of filters. many: how many mails are in it, as people read it."""

    word: str
    url: str
    many: str
    here: bool


@page("see the outbox")
def outbox(visit: Visit, row: int = 0) -> HttpResponse:
    """Show a part of the outbox. row: a mail to begin with, such as the one that an act was refused on."""
    show = where_is(row) if row else _show(visit.request.GET.get("show", ""))
    after = forms.number(visit.request.GET, "after") if visit.request.GET.get("after") else 0
    found = outbox_list(show, after=row - 1 if row and show in MANY else after, limit=ROWS)
    heading, *empty = HEADINGS[show]
    return visit.page(
        "outbox/outbox.html",
        parts=_parts(show),
        show=show,
        heading=heading,
        empty=empty,
        rows=[_shown(each) for each in found.rows],
        pager=Pager(_address(show) if after or row else "", _address(show, found.rows[-1].id) if found.more else ""),
        nowhere=nowhere(),
        row=row,
        may_settle=visit.may("settle the outbox"),
        ticked=visit.may("settle the outbox") and show in MANY and bool(found.rows),
        again_too=show in MANY - {Show.DOUBTFUL},
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


@act("settle the outbox", again=outbox)
def many(visit: Visit) -> HttpResponse:
    """Settle all mails that are ticked."""
    form = visit.request.POST
    if (do := forms.text(form, "do")) not in [str(each) for each in Settling]:
        raise NotThere(f"act {do}")
    settling = Settling(do)
    done = commands.settle_many(outbox_ids=forms.numbers(form, "mail"), settling=settling, by=visit.by, at=visit.now)
    mails = f"{done.done} mail{'' if done.done == 1 else 's'}"
    said = f"{mails} leave within seconds" if settling is Settling.AGAIN else f"{mails} dropped"
    passed = (
        f"; {done.passed} left as they are, settled meanwhile or of those that may have arrived" if done.passed else ""
    )
    return visit.then(_address(_show(visit.request.GET.get("show", ""))), said=f"{said}{passed}")


def _show(asked: str) -> Show:
    return Show(asked) if asked in [str(each) for each in Show] else Show.DECIDE


def _address(show: Show, after: int = 0) -> str:
    words = {"show": str(show)} if show is not Show.DECIDE else {}
    words |= {"after": str(after)} if after else {}
    return f"{reverse('outbox')}?{urlencode(words)}" if words else reverse("outbox")


def _parts(here: Show) -> list[Part]:
    counts = outbox_counts()
    return [Part(HEADINGS[show][0], _address(show), _many(counts[show]), show is here) for show in Show]


def _many(count: int) -> str:
    return f"{MOST_COUNTED:,}+" if count > MOST_COUNTED else str(count)


def _shown(delivery: Delivery) -> Shown:
    return Shown(
        delivery,
        DELIVERIES[delivery.state],
        stands=bool(delivery.verdict),
        doubtful=delivery.state is OutboxState.MAY_HAVE_ARRIVED,
    )
