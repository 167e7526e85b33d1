"""Quarantine: mail that could not be placed, kept whole, until a person decides."""

from collections import Counter
from collections.abc import Sequence
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse

from rounds.basics.problems import NotThere
from rounds.basics.text import counted, listed
from rounds.desk.queries import number_of
from rounds.mail import commands, queries
from rounds.mail.commands.quarantine import MOST_HELD_AT_ONCE
from rounds.web import forms
from rounds.web.doors import act, page
from rounds.web.senders import drawn_sender
from rounds.web.views.files import saved
from rounds.web.views.lists import Pager
from rounds.web.visit import Visit

A_PAGE = 50


@page("see quarantine")
def quarantine(visit: Visit, row: int | None = None) -> HttpResponse:
    """List what is held, the newest first, and what was decided last. row: the one that an act was refused on."""
    before = forms.number_or_none(visit.request.GET, "before")
    why = _why(visit)
    found = queries.held(before=before, limit=A_PAGE + 1, why=why)
    rows, more = found[:A_PAGE], len(found) > A_PAGE
    reasons = queries.held_by_reason()
    return visit.page(
        "quarantine/quarantine.html",
        rows=rows,
        reasons=reasons,
        total=sum(each.number for each in reasons),
        why=queries.WHYS.get(why),
        of_why=next((each.number for each in reasons if each.why.key == why), 0),
        at_once=MOST_HELD_AT_ONCE,
        settled=() if before or why else queries.settled(),
        refused_row=row if visit.problems else None,
        may_settle=visit.may("settle quarantine"),
        pager=Pager(newer=_at(why) if before else "", older=_at(why, before=rows[-1].id) if more else ""),
    )


@page("see quarantine")
def source(visit: Visit, row: int) -> HttpResponse:
    """Look into a held mail: as plain text, whatever is in it, and what is known of whom it is from."""
    found = queries.source(row)
    return visit.page(
        "quarantine/source.html",
        mail=found,
        row=found.held,
        sender=drawn_sender(found.sender) if found.sender else None,
        may_settle=visit.may("settle quarantine"),
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


@act("settle quarantine", again=quarantine)
def many(visit: Visit) -> HttpResponse:
    """Do the same with the mails that were chosen, or with the oldest that are held for one reason."""
    form = visit.request.POST
    if (what := forms.line(form, "what")) not in list(commands.Deciding):
        raise NotThere(f"act {what}")
    why = form.get("why", "")
    chosen: Sequence[int] = forms.numbers(form, "mail")
    if form.get("all") and why in queries.WHYS:
        chosen = queries.held_ids(upto=forms.number(form, "upto"), limit=MOST_HELD_AT_ONCE, why=why)
    fates = commands.settle_held(received_ids=chosen, act=commands.Deciding(what), by=visit.by, at=visit.now)
    return visit.then("quarantine", said=_told(fates))


WORDS = {
    commands.Became.PLACED: "on tickets",
    commands.Became.HELD: "still held",
    commands.Became.DROPPED: "off the list, and kept",
    commands.Became.REFUSED: "not done",
}


def _told(fates: Sequence[commands.Fate]) -> str:
    """Say what became of many, and why of those that were not done."""
    numbers = Counter(fate.became for fate in fates)
    said = listed([f"{numbers[became]} {word}" for became, word in WORDS.items() if numbers[became]])
    reasons = dict.fromkeys(fate.reason for fate in fates if fate.became is commands.Became.REFUSED)
    return f"Of {counted(len(fates), 'mail')} {said}{''.join(f'. {reason}' for reason in reasons)}"


def _why(visit: Visit) -> str:
    why = visit.request.GET.get("why", "")
    return why if why in queries.WHYS else ""


def _at(why: str, **more: int) -> str:
    query = urlencode({**({"why": why} if why else {}), **more})
    return f"{reverse('quarantine')}?{query}" if query else reverse("quarantine")
