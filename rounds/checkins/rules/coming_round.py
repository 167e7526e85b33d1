"""When a check-in comes round: for the first time, again, and once its firm is on another programme."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from rounds.basics.hours import Hours
from rounds.basics.localtime import day_of
from rounds.basics.problems import Problem
from rounds.basics.spans import Span
from rounds.checkins.clauses import Programme, Spread
from rounds.checkins.rules.ladders import own_pace
from rounds.checkins.rules.reasons import LOOK, date_because
from rounds.desk.dates import ReopenDate, Wish, moment_of
from rounds.timeline.rules import Actor, Because, Fact


def first_date(programme: Programme, version: int, *, place: int, hours: Hours, at: datetime) -> ReopenDate:
    """Say when the first check-in of a firm is due that comes onto a programme. place: how many came before it, and itself.

    Spread evenly, each lies where the days so far leave the widest gap, so that however many come, no week has them all.
    at: aware, UTC. Source: A4; clause kind `programme`, keys `every` and `spread`.
    """
    facts = [Fact(CAME, at=at)]
    came = moment_of(Wish(span=programme.every), hours, at) or at
    if programme.spread is Spread.EVENLY:
        days = (day_of(came, hours.zone) - day_of(at, hours.zone)).days
        ahead = max(1, round(days * _between(place)))
        came = moment_of(Wish(day=day_of(at, hours.zone) + timedelta(days=ahead)), hours, at) or came
        facts.append(Fact("spread evenly over", str(programme.every)))
    else:
        facts.append(Fact("its cadence is", str(programme.every)))
    keys = ("for", "every", "hours", "spread")
    return date_because(programme, version, came, facts, LOOK, keys)


def next_round(
    programme: Programme,
    version: int,
    *,
    own: Span | None,
    hours: Hours,
    at: datetime,
    ladders: Span | None = None,
    chosen: Wish | None = None,
    by: Actor = Actor.system(),  # noqa: B008 - a value that nobody changes
) -> ReopenDate | Problem:
    """Say when a check-in comes round again: on the day that was chosen, else by the firm's own cadence, else the programme's.

    ladders: what the end of the ladder says instead, where nobody answered. by: who chose the day. at: aware, UTC. Source: A4, A9, A10.
    """
    every = ladders or own or programme.every
    came = moment_of(chosen or Wish(span=every), hours, at)
    if came is None or came <= at:
        return Problem("past", "A check-in comes back on a day in the future.", "Choose a later day.", field="day")
    if chosen:
        facts = [Fact.who("the day was chosen by", by)]
    else:
        facts = [
            Fact(FROM, at=at),
            Fact("its cadence is", str(every)),
            Fact(SET_BY, THE_LADDER if ladders else "the firm" if own else "the programme"),
        ]
    set_by = "unanswered" if ladders else "every"
    return date_because(
        programme, version, came, facts, LOOK, ("hours",) if chosen or (own and not ladders) else (set_by, "hours")
    )


def after_moving(
    programme: Programme,
    version: int,
    *,
    was: Because | None,
    day: date,
    own: Span | None,
    place: int,
    hours: Hours,
    at: datetime,
) -> ReopenDate:
    """Say when a check-in that sleeps comes round that moves to another programme: as if its last round had been on it already.

    One whose day would be over by that comes next. One that has had no round comes by this programme's first day or by the day that it
    has, whichever is sooner; a day that somebody chose stays. was: why it has its date; day: that was meant by it.
    place: as in `first_date`. at: aware, UTC. Source: A1, A4; clause kind `programme`, keys `for`, `every`, `spread`, `hours`.
    """
    facts = list(was.facts) if was else []
    since, came = _said_at(facts, FROM), _said_at(facts, CAME)
    date = date_because(
        programme, version, hours.opening_on_or_after(day), facts, LOOK, was.keys if was else ("hours",)
    )
    if since:
        ladders = (
            own_pace(programme) if any(each.text == THE_LADDER for each in facts if each.label == SET_BY) else None
        )
        by_cadence = next_round(programme, version, own=own, ladders=ladders, hours=hours, at=since)
        date = by_cadence if isinstance(by_cadence, ReopenDate) else date
    elif came and not own:
        counted_from = at if programme.spread is Spread.EVENLY else came
        first = first_date(programme, version, place=place, hours=hours, at=counted_from)
        date = min(first, date, key=lambda each: each.at)
    if date.at <= at:
        date = replace(date, at=hours.opening_on_or_after(day_of(at, hours.zone) + timedelta(days=1)))
    assert date.because, "date_because gives one"
    return replace(date, because=replace(date.because, next_at=date.at))


def _said_at(facts: Sequence[Fact], label: str) -> datetime | None:
    return next((fact.at for fact in facts if fact.label == label), None)


FROM, CAME = "from", "it came onto the programme"
SET_BY, THE_LADDER = "set by", "the ladder"


def _between(place: int) -> float:
    """Give the place-th number of 1/2, 1/4, 3/4, 1/8, …: each lies in the widest gap that the ones before it left (van der Corput)."""
    found, share = 0.0, 0.5
    while place:
        found, place, share = found + share * (place % 2), place // 2, share / 2
    return found
