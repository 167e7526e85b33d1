"""Reopen dates: what a person asks for, what the manual sets by itself, and what a customer's answer does to them.

A date stands on the team's own mornings: it is moved to the next opening when it is *set*, not when it wakes.
"""

from dataclasses import dataclass
from datetime import date, datetime

from rounds.basics.hours import Hours
from rounds.basics.localtime import day_of
from rounds.basics.problems import Problem
from rounds.basics.spans import Span, Unit
from rounds.desk.clauses import PromisedDates
from rounds.policies.values import KeepOrDrop
from rounds.timeline.rules import Because, Fact

WITHIN_A_DAY = frozenset({Unit.MINUTE, Unit.HOUR, Unit.WORKING_MINUTE, Unit.WORKING_HOUR})
"""Spans that mean a moment of a day; all others mean a day, and its first opening."""


NO_CLAUSE = PromisedDates.kind
"""What a reason names where the manual in force has lost its clause since the date was set."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. Exactly one of span, day, at; none of them: no date.

    day: in the zone of the promised dates' hours. at: aware UTC, used as it is. keeps: what a customer's answer does to it;
    None takes the manual's default.
    """

    span: Span | None = None
    day: date | None = None
    at: datetime | None = None
    keeps: bool | None = None


@dataclass(frozen=True, slots=True)
class ReopenDate:
    """A reopen date. at: aware UTC. keeps: a customer's answer keeps it. by_manual: nobody asked for it."""

    at: datetime
    keeps: bool
    by_manual: bool


def reopen_date(wish: Wish, *, clause: PromisedDates, hours: Hours, now: datetime) -> ReopenDate | Problem:
    """Say on which moment a ticket comes back. Source: clause kind `promised dates`, keys `hours` and `when the customer answers`."""
    at = wish.at or _moment(wish, hours, now)
    if at is None or at <= now:
        return Problem(
            "past", "A reopen date lies in the future.", "Choose a later day.", field="day", clause=clause.identity
        )
    return ReopenDate(at, keeps_by_default(clause) if wish.keeps is None else wish.keeps, by_manual=False)


def date_after_answer(*, clause: PromisedDates, hours: Hours, now: datetime) -> ReopenDate | None:
    """Say when a ticket comes back after our answer where nobody asks for a date; None where the manual sets none."""
    if clause.after_an_answer is None:
        return None
    at = _moment(Wish(span=clause.after_an_answer), hours, now)
    return ReopenDate(at, keeps_by_default(clause), by_manual=True) if at else None


def keeps_by_default(clause: PromisedDates) -> bool:
    """Say what the manual does with a date when the customer answers."""
    return clause.when_the_customer_answers is KeepOrDrop.KEEP


def survives_answer(*, set_by_person: bool) -> bool:
    """Say whether our next answer leaves a date alone: a person's date is a promise, the manual's own is only the last guess."""
    return set_by_person


def survives_close(*, set_by_person: bool) -> bool:
    """Say whether closing leaves a date alone: a person's date reopens the ticket, the manual's own has lost its reason."""
    return set_by_person


def because_set(clause: PromisedDates, version: int, found: ReopenDate, *, answered_at: datetime) -> Because:
    """Say why the manual set a date by itself (F2)."""
    return Because(
        clause.identity,
        version,
        (Fact("we answered", at=answered_at), Fact("a date was asked for", "no")),
        "the ticket opens again, if nobody answers" if not found.keeps else "the ticket opens again",
        found.at,
    )


def because_woke(
    clause: str, version: int, *, set_at: datetime | None, date_at: datetime, by_person: bool, state: str, keeps: bool
) -> Because:
    """Say why a ticket opened by itself (F2)."""
    return Because(
        clause,
        version,
        (
            Fact("the reopen date was", at=date_at),
            Fact("it was set", at=set_at) if set_at else Fact("it was set", "with the ticket"),
            Fact("set by", "a person" if by_person else "the manual, after our answer"),
            Fact("a customer's answer", "would have kept it" if keeps else "would have dropped it"),
            Fact("the ticket was", state),
        ),
        "it is our turn until somebody answers, or gives it another date",
    )


def because_dropped(clause: str, version: int, *, date_at: datetime, wrote_at: datetime) -> Because:
    """Say why a customer's answer took a date away."""
    return Because(
        clause,
        version,
        (Fact("the customer wrote", at=wrote_at), Fact("the date was", at=date_at), Fact("an answer", "drops it")),
        "it is our turn; nothing wakes this ticket by itself",
    )


def because_closed(clause: str, version: int, *, date_at: datetime, closed_at: datetime) -> Because:
    """Say why closing took the manual's own date away."""
    return Because(
        clause,
        version,
        (
            Fact("the ticket was closed", at=closed_at),
            Fact("the date was", at=date_at),
            Fact("it was set by", "the manual, after our answer; nobody promised it"),
        ),
        "the ticket stays closed until the customer writes or somebody opens it",
    )


def _moment(wish: Wish, hours: Hours, now: datetime) -> datetime | None:
    if wish.day:
        return hours.opening_on_or_after(wish.day)
    if wish.span is None:
        return None
    ends = wish.span.after(now, hours=hours)
    if wish.span.unit in WITHIN_A_DAY:
        return hours.next_opening(ends)
    return hours.opening_on_or_after(day_of(ends, hours.zone))
