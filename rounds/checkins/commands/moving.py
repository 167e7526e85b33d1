"""A firm moves from one programme to another: its check-in goes on with it, on the same ticket, with all that is known of the firm (A1)."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count

from rounds.checkins.clauses import Programme
from rounds.checkins.commands.settling import about
from rounds.checkins.commands.titling import title_said
from rounds.checkins.events import FirmMoved
from rounds.checkins.models import CheckIn
from rounds.checkins.queries.meant import MOVABLE, Meant, other_than, to_move
from rounds.checkins.queries.standing import grades_of, mornings_of, own_cadence, rests
from rounds.checkins.queries.titles import words_of_grades
from rounds.checkins.rules.coming_round import after_moving
from rounds.checkins.rules.mornings import day_before_hours
from rounds.checkins.rules.titles import called_anew, title
from rounds.desk.commands.recurring import date_many_recurring, recur_by
from rounds.desk.dates import ReopenDate
from rounds.desk.models import Ticket
from rounds.desk.queries.dated import reasons_of_dates
from rounds.policies.book import Book
from rounds.timeline.commands import entry, record_many
from rounds.timeline.models import TimelineEvent
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces import setwise

MOST = 500
"""Firms that move in one transaction, in few statements; the next takes the rest."""


def move_firms(manual: Book, programmes: Meant, *, at: datetime) -> bool:
    """Let check-ins go on with the programme that is for their firm now, where their own is no more. True where any did: there may be more.

    A ladder that runs is gone through to its end first. Ways back to what was done on the other programme are over. at: aware, UTC.
    Source: A1; clause kind `programme`, key `for`.
    """
    return any(_move_to(programme, manual, programmes, at=at) for programme in manual.all(Programme))


def _move_to(programme: Programme, manual: Book, programmes: Meant, *, at: datetime) -> bool:
    if not other_than(programme.name, programmes):
        return False
    ids = list(to_move(programme.name, programmes).values_list("ticket_id", flat=True)[:MOST])
    if not ids:
        return False
    tickets = Ticket.objects.select_for_update().filter(id__in=ids).order_by("id").in_bulk()
    locked = CheckIn.objects.select_for_update(no_key=True, of=("self",)).select_related("account")
    moved = list(locked.filter(MOVABLE, ticket__in=ids).order_by("ticket_id"))
    dates = _dates(moved, tickets, programme, manual, at=at)
    told, named, words = [], [], words_of_grades(programme, manual)
    for check_in in moved:
        ticket, date, was = tickets[check_in.ticket_id], dates.get(check_in.ticket_id), check_in.programme
        check_in.programme = programme.name
        told.append(_moved(check_in, was, programme, manual, date, at=at))
        says = words.get(check_in.grade, "")
        if says != ticket.mark:
            told.append(title_said(check_in, says, programme, manual, was=ticket.mark, at=at))
        called = called_anew(ticket.subject, firm=check_in.account.name, was=was, now=programme.name, mark=ticket.mark)
        named.append((ticket, title(called, was=ticket.mark, now=says), says))
    setwise.update(CheckIn, [{"id": check_in.pk, "programme": programme.name, **AS_NEW} for check_in in moved])
    recur_by(tickets=named, clause=programme.identity)
    record_many(told)
    date_many_recurring(dates=[(tickets[ticket_id], date) for ticket_id, date in dates.items()], at=at)
    return bool(moved)


AS_NEW = {"left_at": None, "suggested": "", "compared_at": None, "differs_since": None, "told_at": None}
"""Nobody is asked about it any more, and its grade is compared anew, by the scale of the programme."""


def _dates(
    moved: Sequence[CheckIn], tickets: dict[int, Ticket], programme: Programme, manual: Book, *, at: datetime
) -> dict[int, ReopenDate]:
    """Give those that sleep their dates by the programme, by ticket. In a round that runs, and of a day that the desk set, it stands."""
    reasons = reasons_of_dates(tickets)
    place = count(CheckIn.objects.filter(programme=programme.name).count() + 1)
    found = {}
    for check_in in moved:
        ticket = tickets[check_in.ticket_id]
        if (stands := _sleeps_until(check_in, ticket)) is None or stands <= at:
            continue
        before, was = manual.get(Programme, check_in.programme), reasons.get(ticket.pk)
        day = day_before_hours(stands, was, [mornings_of(check_in.account, before, manual)])
        found[ticket.pk] = after_moving(
            programme,
            manual.version,
            was=was,
            day=day,
            own=own_cadence(check_in),
            place=next(place),
            hours=mornings_of(check_in.account, programme, manual),
            at=at,
        )
    return found


def _sleeps_until(check_in: CheckIn, ticket: Ticket) -> datetime | None:
    """Give the day of a check-in that waits for its next round, where a clause set it."""
    between = check_in.started_at is None and rests(check_in, ticket)
    return ticket.wakes_at if between and ticket.wake_clause and ticket.wake_keeps else None


def _moved(
    check_in: CheckIn, was: str, programme: Programme, manual: Book, date: ReopenDate | None, *, at: datetime
) -> TimelineEvent:
    grades, due_at = grades_of(programme, manual), date.at if date else None
    facts = [
        Fact.called("it was on", was),
        Fact.called("the programme is for firms where", programme.for_),
        Fact("this firm", "is one"),
    ]
    if check_in.grade and not (grades and grades.has(check_in.grade)):
        facts.append(Fact.called("its grade stays, and is none of this programme’s", check_in.grade))
    because = Because(programme.identity, manual.version, tuple(facts), GOES_ON, due_at, ("for", "every"))
    moved = FirmMoved(**about(check_in), was=was, due_at=due_at)
    return entry(moved, by=Actor.clause(because.clause), at=at, because=because)


GOES_ON = "it goes on with this programme, with all that was found"
