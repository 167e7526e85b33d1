"""The reopen dates that a form offers: the manual's spans, each with the moment it means, any other day, or none."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from rounds.basics.localtime import day_of
from rounds.basics.moments import said
from rounds.desk.clauses import PromisedDates
from rounds.desk.commands.loading import hours_of, promised_dates
from rounds.desk.dates import ReopenDate, Wish, date_after_answer, keeps_by_default, reopen_date
from rounds.desk.queries import TicketPage
from rounds.web.visit import Visit
from rounds.workspaces.current import known


@dataclass(frozen=True, slots=True)
class DateChoice:
    """One date to choose. value: as `forms.wish` reads it. at: the moment as people say it, "" where there is none yet."""

    value: str
    word: str
    at: str = ""
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Dates:
    """What a form needs to offer dates. default: what an untouched form means, as `forms.wish` reads it."""

    choices: tuple[DateChoice, ...]
    default: str
    keeps: bool
    day: str
    tomorrow: str
    hours: str


def dates_after_answer(visit: Visit, ticket: TicketPage) -> Dates | None:
    """Offer what an answer may do to the date; None where the manual says nothing about dates."""
    if (clause := promised_dates(visit.book)) is None:
        return None
    first, keeps = _by_itself(visit, ticket, clause)
    none = () if first.value == "none" or ticket.recurs_by else (DateChoice("none", "No date"),)
    others = (each for each in _spans(visit, clause) if each.value != first.value)
    return _dates(visit, clause, (first, *others, DateChoice("own", "Another day…"), *none), keeps)


def dates_to_set(visit: Visit, ticket: TicketPage) -> Dates | None:
    """Offer what the date may become; first as it is, so that only keep or drop can be changed."""
    if (clause := promised_dates(visit.book)) is None:
        return None
    standing = ticket.wakes_at
    first = (DateChoice(f"at:{standing.isoformat()}", "As it is", _said(visit, standing)),) if standing else ()
    keeps = ticket.wake_keeps if standing else keeps_by_default(clause)
    return _dates(visit, clause, (*first, *_spans(visit, clause), DateChoice("own", "Another day…")), keeps)


def _by_itself(visit: Visit, ticket: TicketPage, clause: PromisedDates) -> tuple[DateChoice, bool]:
    """Say what happens to the date where nobody chooses one."""
    if ticket.wakes_at and ticket.wake_stays:
        stays = DateChoice(f"at:{ticket.wakes_at.isoformat()}", "The date stays", _said(visit, ticket.wakes_at))
        return stays, ticket.wake_keeps
    found = date_after_answer(clause=clause, hours=hours_of(clause, visit.book), now=visit.now)
    keeps = keeps_by_default(clause)
    if found is None:
        return DateChoice("none", "No date"), keeps
    return DateChoice(
        str(clause.after_an_answer), f"{clause.after_an_answer}, by the manual", _said(visit, found.at)
    ), keeps


def _spans(visit: Visit, clause: PromisedDates) -> tuple[DateChoice, ...]:
    """Offer the manual's spans, worked out once a page: two of its forms offer them."""
    return known(("dates that are offered",), lambda: _offered(visit, clause))


def _offered(visit: Visit, clause: PromisedDates) -> tuple[DateChoice, ...]:
    hours = hours_of(clause, visit.book)
    made = [(span, reopen_date(Wish(span=span), clause=clause, hours=hours, now=visit.now)) for span in clause.offer]
    return tuple(
        DateChoice(str(span), str(span), _said(visit, date.at)) for span, date in made if isinstance(date, ReopenDate)
    )


def _dates(visit: Visit, clause: PromisedDates, choices: tuple[DateChoice, ...], keeps: bool) -> Dates:
    """Put the form together, with what was typed before where the act was refused."""
    typed = visit.typed or {}
    wanted = typed.get("date", choices[0].value)
    return Dates(
        choices=tuple(DateChoice(each.value, each.word, each.at, each.value == wanted) for each in choices),
        default=f"{choices[0].value}|{'keep' if keeps else 'drop'}",
        keeps=typed["keeps"] == "keep" if "keeps" in typed else keeps,
        day=typed.get("day", ""),
        tomorrow=(day_of(visit.now, visit.zone) + timedelta(days=1)).isoformat(),
        hours=clause.hours,
    )


def _said(visit: Visit, at: datetime) -> str:
    return said(at, now=visit.now, zone=visit.zone)
