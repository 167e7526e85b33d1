"""A manual with other hours comes into force: check-ins on no ladder open by them, on the day that they have (A1, F1)."""

from datetime import datetime
from itertools import islice

from rounds.checkins.clauses import Programme
from rounds.checkins.commands.ways_back import ways_back_kept
from rounds.checkins.models import CheckIn
from rounds.checkins.queries.mornings import OtherMorning, as_it_sleeps, other_mornings
from rounds.checkins.rules.mornings import by_other_hours
from rounds.desk.commands.recurring import date_many_recurring
from rounds.desk.dates import ReopenDate
from rounds.desk.models import Ticket
from rounds.policies.book import Book
from rounds.policies.queries import book_of

MOST = 1_000
"""Check-ins that get another moment in one transaction."""


def keep_hours(manual: Book, *, at: datetime) -> bool:
    """Have check-ins open by the hours of the manual in force. True where any were to: there may be more. at: aware, UTC.

    A ladder that runs keeps the hours that it began with. Source: A1; clause kinds `hours`, `programme`.
    """
    return any(_of_programme(programme, manual, at=at) for programme in manual.all(Programme))


def _of_programme(programme: Programme, manual: Book, *, at: datetime) -> bool:
    found = list(islice(other_mornings(programme, manual, names=[programme.name], at=at), MOST))
    if not found:
        return False
    tickets = (
        Ticket.objects.select_for_update().filter(id__in=[each.ticket_id for each in found]).order_by("id").in_bulk()
    )
    on_none = set(
        CheckIn.objects.filter(ticket__in=list(tickets), step=None, exempt_at=None).values_list("ticket_id", flat=True)
    )
    dates = [
        (tickets[each.ticket_id], _date(programme, manual, each))
        for each in found
        if each.ticket_id in on_none and _stands(tickets[each.ticket_id], each)
    ]
    with ways_back_kept([ticket.pk for ticket, _ in dates]):
        date_many_recurring(dates=dates, at=at)
    return True


def keep_hours_of(check_in: CheckIn, ticket: Ticket, *, at: datetime) -> None:
    """Have one check-in, locked with its ticket, open by the hours in force: its date was just given back as other hours had it."""
    wakes_at, version = ticket.wakes_at, ticket.wake_version
    if wakes_at is None or version is None or not ticket.wake_clause or not ticket.wake_keeps:
        return
    if check_in.step is not None or check_in.exempt_at is not None:
        return
    was = ReopenDate(wakes_at, keeps=True, by_manual=False)
    date = as_it_sleeps(check_in, was, book_of(version), at=at)
    if date.at != was.at:
        date_many_recurring(dates=[(ticket, date)], at=at)


def _stands(ticket: Ticket, found: OtherMorning) -> bool:
    """Say whether a ticket, now locked, has the date still that was found."""
    return ticket.wakes_at == found.was and bool(ticket.wake_clause) and ticket.wake_keeps


def _date(programme: Programme, manual: Book, found: OtherMorning) -> ReopenDate:
    return by_other_hours(
        programme,
        manual.version,
        found.comes,
        day=found.day,
        was=found.was,
        because=found.because,
        hours=found.hours,
    )
