"""The card of an appointment that a mail asks for, in the message that brought it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from rounds.basics.localtime import wall
from rounds.desk.queries import Said, TicketPage
from rounds.mail.queries.appointments import CALENDAR, appointments_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from zoneinfo import ZoneInfo

    from rounds.mail.showing.appointments import Appointment, Moment

READ_AT_MOST = 10
"""Calendars of one ticket that are read, the newest: others lie among the files."""


@dataclass(frozen=True, slots=True)
class ShownAppointment:
    """An appointment as its card shows it. is_what: its heading.

    at, until: aware UTC, drawn on the reader's clock. on, last_on: whole days. as_written: a time on a clock that nobody knows. One of
    them says when; until, last_on: None where it ends as it begins, or nobody says.
    """

    is_what: str
    summary: str
    where: str
    organiser: str
    repeats: bool
    at: datetime | None = None
    until: datetime | None = None
    ends_that_day: str = ""
    on: date | None = None
    last_on: date | None = None
    as_written: str = ""


def shown_appointments(page: TicketPage, zone: ZoneInfo) -> Mapping[int, ShownAppointment]:
    """Read the calendars of a ticket's messages: cards by the ids of their files."""
    messages = [each for each in page.thread if isinstance(each, Said)]
    files = [file.id for each in messages for file in each.files if file.media_type == CALENDAR]
    return {file: _shown(found, zone) for file, found in appointments_in(files[-READ_AT_MOST:]).items()}


def _shown(found: Appointment, zone: ZoneInfo) -> ShownAppointment:
    said = (found.is_what, found.summary, found.where, found.organiser, found.repeats)
    starts, ends = found.starts, found.ends
    if not isinstance(starts, datetime):
        return ShownAppointment(*said, on=starts, last_on=ends if ends != starts else None)
    if starts.tzinfo is None:
        spoken = " to ".join(_written(each) for each in (starts, ends) if each)
        return ShownAppointment(*said, as_written=f"{spoken} ({found.zone or 'no zone is named'})")
    until = ends if isinstance(ends, datetime) and ends.tzinfo is not None and ends != starts else None
    same_day = until is not None and wall(until, zone).date() == wall(starts, zone).date()
    word = f"{wall(until, zone):%H:%M}" if until and same_day else ""
    return ShownAppointment(*said, at=starts, until=until if not same_day else None, ends_that_day=word)


def _written(at: Moment) -> str:
    return at.strftime("%Y-%m-%d %H:%M" if isinstance(at, datetime) else "%Y-%m-%d")


def cards_of(files: Iterable[int], cards: Mapping[int, ShownAppointment]) -> tuple[ShownAppointment, ...]:
    """Give the cards of a message, each once: many mails bring the same calendar as a version of their text and as a file."""
    return tuple(dict.fromkeys(cards[file] for file in files if file in cards))
