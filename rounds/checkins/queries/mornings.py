"""Which check-ins would come back at another moment by the hours of a manual: those on no ladder take the one in force (A1, F1)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from itertools import batched
from zoneinfo import ZoneInfo

from rounds.basics.hours import Hours
from rounds.basics.localtime import day_of
from rounds.checkins.clauses import Programme
from rounds.checkins.models import CheckIn
from rounds.checkins.queries.standing import hours_of, mornings_of, programme_then, programmes_in
from rounds.checkins.rules.mornings import by_other_hours, day_before_hours
from rounds.desk.dates import ReopenDate
from rounds.desk.queries.dated import reasons_of_dates
from rounds.policies.book import Book
from rounds.policies.queries import book, book_of
from rounds.timeline.rules import Because
from rounds.workspaces.rows import fetch


@dataclass(frozen=True, slots=True)
class OtherMorning:
    """A check-in that opens at another moment by other hours. was: its moment now; day: that was meant; because: why it has that one."""

    ticket_id: int
    was: datetime
    comes: datetime
    day: date
    hours: Hours
    because: Because | None

    @property
    def on_another_day(self) -> bool:
        """Say whether nobody is there on the day on which it stands."""
        return day_of(self.comes, self.hours.zone) != day_of(self.was, self.hours.zone)


DATED = """
    SELECT ticket.id, ticket.wakes_at, account.zone, check_in.programme, ticket.wake_version
    FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id JOIN account ON account.id = check_in.account_id
    WHERE check_in.programme = ANY (%s) AND check_in.exempt_at IS NULL AND check_in.step IS NULL
        AND ticket.wake_clause <> '' AND ticket.wake_keeps AND ticket.wakes_at > %s AND ticket.wake_version <> %s
    ORDER BY ticket.id
"""
"""Those that wait for an answer keep the words that they began with."""


def other_mornings(programme: Programme, manual: Book, *, names: Sequence[str], at: datetime) -> Iterator[OtherMorning]:
    """Give the check-ins of a programme that a manual opens at another moment than stands, in the order of their tickets.

    The day stays; where nobody is there on it, the next comes on which somebody is. None comes earlier than now: it stays then.
    manual: in force, or proposed. names: by which check-ins are its. at: aware, UTC. Source: A1; clause kinds `hours`, `programme`.
    """
    hours, in_zone = hours_of(programme, manual), cache(_in_zone)  # each keeps the openings that it found
    then = _hours_then(fetch(OF_WHICH, [list(names)]))
    if not any(_differ(hours, each) for each in then.values()):
        return
    dated = fetch(DATED, [list(names), at, manual.version])
    for rows in batched([row for row in dated if _differ(hours, then.get(row[3:], ()))], A_LOOK):
        reasons = reasons_of_dates(ticket_id for ticket_id, *_ in rows)
        for ticket_id, was, zone, name, version in rows:
            theirs, because = in_zone(hours, zone), reasons.get(ticket_id)
            day = day_before_hours(was, because, [in_zone(each, zone) for each in then[name, version]])
            comes = theirs.opening_on_or_after(day)
            if at < comes != was:
                yield OtherMorning(ticket_id, was, comes, day, theirs, because)


A_LOOK = 1_000
"""Dates whose reasons are read at once."""

OF_WHICH = """
    SELECT DISTINCT check_in.programme, ticket.wake_version FROM check_in JOIN ticket ON ticket.id = check_in.ticket_id
    WHERE check_in.programme = ANY (%s) AND check_in.exempt_at IS NULL AND check_in.step IS NULL AND ticket.wake_version IS NOT NULL
"""


def _hours_then(known: Sequence[tuple[str, int]]) -> dict[tuple[str, int], tuple[Hours, ...]]:
    """Give the hours by which dates were set, by programme and version: several, where several programmes became this one."""
    return {
        (name, version): tuple(hours_of(each, manual) for each in programmes_in(manual, name))
        for name, version in known
        if (manual := book_of(version))
    }


def _differ(hours: Hours, then: Sequence[Hours]) -> bool:
    return any(each != hours for each in then)


def _in_zone(hours: Hours, zone: str) -> Hours:
    return replace(hours, zone=ZoneInfo(zone)) if zone else hours


def as_it_sleeps(check_in: CheckIn, date: ReopenDate, then: Book, *, at: datetime) -> ReopenDate:
    """Give the date of a check-in whose ladder ends as the manual in force has it, which is what sleeping things take.

    date: by the version that the ladder kept (`then`). at: aware, UTC. Source: A1, A10.
    """
    manual = book()
    before = programme_then(check_in, then)
    programme = programme_then(check_in, manual) if manual.version != then.version else None
    if before is None or programme is None:
        return date
    hours, zone = mornings_of(check_in.account, programme, manual), mornings_of(check_in.account, before, then).zone
    comes = hours.opening_on_or_after(day := day_of(date.at, zone))
    if not at < comes != date.at:
        return date
    return by_other_hours(programme, manual.version, comes, day=day, was=date.at, because=date.because, hours=hours)
