"""Reopen dates: what a person asks for, what the manual sets by itself, and what a customer's answer does to them.

A date stands on the team's own mornings: it is moved to the next opening when it is *set*, not when it wakes.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from rounds.basics.hours import Hours
from rounds.basics.localtime import day_of
from rounds.basics.problems import Problem
from rounds.basics.spans import Span, Unit
from rounds.desk.clauses import PromisedDates
from rounds.desk.house import NEVER_LEFT
from rounds.policies.values import KeepOrDrop
from rounds.timeline.rules import Because, Fact

WITHIN_A_DAY = frozenset({Unit.SECOND, Unit.MINUTE, Unit.HOUR, Unit.WORKING_MINUTE, Unit.WORKING_HOUR})
"""Spans that mean a moment of a day; all others mean a day, and its first opening."""


NO_CLAUSE = PromisedDates.kind
"""What a reason names where the manual in force has lost its clause since the date was set."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody asks for. Exactly one of span, day, at; none of them: no date.

    day: in the zone of the promised dates' hours. at: aware UTC; moved to the next opening like the others.
    keeps: what a customer's answer does to it; None takes the manual's default.
    """

    span: Span | None = None
    day: date | None = None
    at: datetime | None = None
    keeps: bool | None = None


NO_DATE = Wish()
"""Somebody wishes for none."""


@dataclass(frozen=True, slots=True)
class ReopenDate:
    """A reopen date. at: aware UTC. keeps: a customer's answer keeps it. by_manual: nobody asked for it.

    because: where a clause of a room above set it, why; that room decides what happens when it comes.
    """

    at: datetime
    keeps: bool
    by_manual: bool
    because: Because | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """A date as it stood on a ticket, with the clause and the version under which it was set. at: None where none stood.

    by_id: of the member who set it; None where the manual did.
    """

    at: datetime | None
    set_at: datetime | None
    by_id: int | None
    keeps: bool
    clause: str
    version: int

    @property
    def by_person(self) -> bool:
        """Say whether a person set it."""
        return self.by_id is not None


FARTHEST = timedelta(days=3660)
"""Nobody promises a day more than ten years ahead; a year typed with five digits is a slip."""


def reopen_date(wish: Wish, *, clause: PromisedDates, hours: Hours, now: datetime) -> ReopenDate | Problem:
    """Say on which moment a ticket comes back. Source: clause kind `promised dates`, keys `hours` and `when the customer answers`."""
    if is_too_far(wish, now):
        return Problem("too far", "A reopen date lies within ten years.", "Choose an earlier day.", field="day")
    at = moment_of(wish, hours, now)
    if at is None or at <= now:
        return Problem(
            "past", "A reopen date lies in the future.", "Choose a later day.", field="day", clause=clause.identity
        )
    return ReopenDate(at, keeps_by_default(clause) if wish.keeps is None else wish.keeps, by_manual=False)


def date_after_answer(*, clause: PromisedDates, hours: Hours, now: datetime) -> ReopenDate | None:
    """Say when a ticket comes back after our answer where nobody asks for a date; None where the manual sets none."""
    if clause.after_an_answer is None:
        return None
    at = moment_of(Wish(span=clause.after_an_answer), hours, now)
    return ReopenDate(at, keeps_by_default(clause), by_manual=True) if at else None


def keeps_by_default(clause: PromisedDates) -> bool:
    """Say what the manual does with a date when the customer answers."""
    return clause.when_the_customer_answers is KeepOrDrop.KEEP


def because_set(clause: PromisedDates, version: int, found: ReopenDate, *, answered_at: datetime) -> Because:
    """Say why the manual set a date by itself (F2)."""
    return Because(
        clause.identity,
        version,
        (Fact("we answered", at=answered_at), Fact("a date was asked for", "no")),
        "the ticket is our turn again, if nobody answers before" if found.keeps else "the ticket is our turn again",
        found.at,
        ("after an answer", "hours"),
    )


def because_woke(stood: Standing, *, state: str, way: str = "") -> Because:
    """Say why a ticket opened by itself (F2). way: by what a person set the date, where that is told."""
    by = Fact("set by", "the manual, after our answer") if stood.by_id is None else Fact("set by", member=stood.by_id)
    return Because(
        stood.clause,
        stood.version,
        (
            Fact("the reopen date was", at=stood.at),
            Fact("it was set", at=stood.set_at) if stood.set_at else Fact("it was set", "with the ticket"),
            by,
            *([Fact("by way of", way)] if way else []),
            Fact("a customer's answer", "would have kept it" if stood.keeps else "would have dropped it"),
            Fact("the ticket was", state),
        ),
        "it is our turn until somebody answers, closes it or puts it to sleep",
        keys=("hours",) if stood.by_person else ("after an answer", "hours"),
    )


def because_dropped(stood: Standing, *, wrote_at: datetime, keeps_by_manual: bool) -> Because:
    """Say why a customer's answer took a date away. keeps_by_manual: what the manual says of dates that a person set and did not choose."""
    chosen = "whoever set the date" if keeps_by_manual and stood.by_person else "the manual"
    return Because(
        stood.clause,
        stood.version,
        (
            Fact("the customer wrote", at=wrote_at),
            Fact("the date was", at=stood.at),
            Fact("that an answer drops it, said", chosen),
        ),
        "it is our turn; nothing wakes this ticket by itself",
        keys=() if keeps_by_manual else _own(stood, "when the customer answers"),
    )


def because_closed(stood: Standing, *, closed_at: datetime) -> Because:
    """Say why closing took the manual's own date away."""
    return Because(
        stood.clause,
        stood.version,
        (
            Fact("the ticket was closed", at=closed_at),
            Fact("the date was", at=stood.at),
            Fact("it was set by", "the manual, after our answer; nobody promised it"),
        ),
        "the ticket stays closed until the customer writes or somebody opens it",
        keys=("after an answer",),
    )


def because_failed(stood: Standing, *, failed_at: datetime, state: str) -> Because:
    """Say why a ticket opened whose answer never left."""
    return Because(
        stood.clause,
        stood.version,
        (
            Fact("our answer was refused for good, or given up", at=failed_at),
            Fact("the ticket was", state),
            Fact("the date that came with it", at=stood.at) if stood.at else Fact("a date that came with it", "none"),
        ),
        "it is our turn; the outbox says why it did not leave, and lets you send it again",
        keys=_own(stood, "after an answer") if stood.at else (),
        rule=NEVER_LEFT.name,
    )


def _own(stood: Standing, *keys: str) -> tuple[str, ...]:
    """Give these keys of the promised dates, where they set the date; other clauses have keys of their own."""
    return keys if stood.clause.partition(":")[0] == PromisedDates.kind else ()


def is_too_far(wish: Wish, now: datetime) -> bool:
    """Say whether a wish lies further ahead than anybody promises."""
    farthest = now + FARTHEST
    if wish.span and wish.span.is_too_long:
        return True
    return (wish.day or now.date()) > farthest.date() or (wish.at or now) > farthest


def moment_of(wish: Wish, hours: Hours, now: datetime) -> datetime | None:
    """Say which moment a wish means, on an opening of these hours; None for an empty wish.

    What lies years behind us is looked for no further than that: the first days of the calendar have no opening before them.
    """
    if wish.at:
        return hours.next_opening(max(wish.at, now - FARTHEST))
    if wish.day:
        return hours.opening_on_or_after(max(wish.day, (now - FARTHEST).date()))
    if wish.span is None:
        return None
    ends = wish.span.after(now, hours=hours)
    if wish.span.unit in WITHIN_A_DAY:
        return hours.next_opening(ends)
    return hours.opening_on_or_after(day_of(ends, hours.zone))
