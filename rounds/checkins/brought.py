"""What another system knew of a firm's check-ins: whether that can be, which check-in takes it, and when the next comes round by it.

Facts and a moment in, a problem or a date with its reason out; nothing here asks the database.
"""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Any, Self

from rounds.basics.dates import FIRST_YEAR
from rounds.basics.hours import FARTHEST, Hours
from rounds.basics.localtime import day_of, start_of
from rounds.basics.problems import Problem
from rounds.basics.spans import Span
from rounds.basics.text import listed, nearest
from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.rules.coming_round import CAME, FROM, SET_BY
from rounds.checkins.rules.reasons import LOOK
from rounds.desk.dates import ReopenDate, Wish, moment_of
from rounds.timeline.rules import Because, Fact


class Outcome(StrEnum):
    """What became of it. ROUND, DAY, EXEMPT: why the check-in is left as it is. REPLACED: a later import said something else first.

    Of what was taken, once its import is taken back: BACK, it was given back; BEGUN, ANEW, CHANGED: why it stays.
    """

    TAKEN = "taken"
    BACK = "back"
    BEGUN = "begun"
    ANEW = "anew"
    CHANGED = "changed"
    ROUND = "a round"
    DAY = "a day"
    EXEMPT = "exempt"
    REPLACED = "replaced"


WHY_LEFT: Mapping[Outcome, str] = {
    Outcome.ROUND: "it has come round here already",
    Outcome.DAY: "somebody here set its day",
    Outcome.EXEMPT: "somebody here said that no check-in is needed",
}


WHY_IT_STAYS: Mapping[Outcome, str] = {
    Outcome.BEGUN: "it has come round here since",
    Outcome.ANEW: "a later import said something else of it since",
    Outcome.CHANGED: "something was done on it since",
}

HOLDS = (Outcome.TAKEN, *WHY_IT_STAYS)
"""A check-in stands by it."""


@dataclass(frozen=True, slots=True)
class Past:
    """What was brought of one firm. last_on, next_on: days of the last check-in and of the next, None where nothing is said. grade: the
    one that it had, or "". programme: whose past it is, "" where nothing is said: then that of the one programme that is for the firm.
    """

    last_on: date | None = None
    grade: str = ""
    next_on: date | None = None
    programme: str = ""

    @property
    def says_anything(self) -> bool:
        return self.is_dated or bool(self.grade)

    def is_of(self, programme: str) -> bool:
        """Say whether it may be the past of this programme's check-in, by its name."""
        return self.programme in {"", programme}

    def meets(self, other: "Past") -> bool:
        """Say whether both may be of one check-in of their firm: then what was said later counts."""
        return not other.programme or self.is_of(other.programme)

    @property
    def is_dated(self) -> bool:
        """Say whether a date follows from it."""
        return self.last_on is not None or self.next_on is not None


NO_PAST = Past()


@dataclass(frozen=True, slots=True)
class Stood:
    """How a check-in stood before it took what was brought.

    ticket: columns of its ticket, as JSON, at which version; both None where it began with what was brought. given: the id of the grade
    that stands in its history since; None where none does.
    """

    last_on: date | None
    grade: str
    given: int | None
    ticket: dict[str, Any] | None = None
    version: int | None = None

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "last_on": str(self.last_on) if self.last_on else None}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Self:
        return cls(**{**kept, "last_on": date.fromisoformat(kept["last_on"]) if kept["last_on"] else None})


@dataclass(frozen=True, slots=True)
class Pasts:
    """What a batch of an import brought. of: by the ids of the firms."""

    import_id: int
    of: Mapping[int, Past]


def past_problem(past: Past, scales: Sequence[Grades], *, today: date) -> Problem | None:
    """Say why this cannot be what was. scales: by which the manual's programmes grade, or the one that it names. today: of the team.

    Source: A1, A7.
    """
    last, next_ = past.last_on, past.next_on
    if last and last > today:
        text = f"The last check-in is on {last}, which is still to come."
        return Problem("future", text, "Give the day on which one was; one to come is the next check-in.")
    if last and last.year < FIRST_YEAR:
        text = f"The last check-in is on {last}, when nobody had one."
        return Problem("long ago", text, "Give the day on which one was, or leave it empty.")
    if next_ and next_ - today > FARTHEST:
        text = f"The next check-in is on {next_}, and one comes back within ten years."
        return Problem("too far", text, "Give a sooner day, or leave it empty: then the cadence says when.")
    if last and next_ and next_ <= last:
        text = f"The next check-in, on {next_}, is not after the last one, on {last}."
        return Problem(
            "order", text, "Correct one of the two, or leave the next one empty: then the cadence says when."
        )
    return _grade_problem(past.grade, scales, past.programme) if past.grade else None


def programme_problem(past: Past, programmes: Sequence[str]) -> Problem | None:
    """Say where it names a programme that there is not. programmes: of the manual, by their names. Source: A1."""
    if not past.programme or past.programme in programmes:
        return None
    text = f"The check-in programme is “{past.programme[:60]}”, and the manual has none that is called so."
    if not programmes:
        return Problem("no such programme", text, "Leave the column out, or write the programme into the manual first.")
    near = nearest(past.programme, programmes)
    meant = f"Did you mean “{near}”? " if near else ""
    fix = f"{meant}There is {_quoted(programmes)}; “values” in the map says which of them a word means."
    return Problem("no such programme", text, fix)


def whose_is_it(past: Past, *, meant: Sequence[str], on: Sequence[str], waits: Sequence[str]) -> Problem | None:
    """Say where nobody can tell whose past it is, for it names no programme and several are its firm's.

    meant: programmes that are for the firm. on: those by which it has a check-in that is needed. waits: those named by an earlier file,
    of what waits still. Source: A1.
    """
    several = list(dict.fromkeys([*(meant or on), *waits]))
    if past.programme or len(several) < 2:
        return None
    text = f"The firm has check-ins by {_quoted(several, last='and')}, and the row does not say whose past this is."
    fix = (
        f"Let a column become “check-in programme”, or write “always: {{check-in programme: {several[0]}}}” into the map; "
        "bring the past of each in by an import of its own."
    )
    return Problem("several programmes", text, fix)


def _quoted(names: Sequence[str], *, last: str = "or") -> str:
    return listed([f"“{name}”" for name in names], last=last)


def _grade_problem(grade: str, scales: Sequence[Grades], programme: str) -> Problem | None:
    if not scales:
        whose = f"the programme “{programme}” gives none" if programme else "no programme of the manual gives grades"
        text = f"The check-in grade is “{grade[:60]}”, and {whose}."
        return Problem("no grades", text, "Leave the column out, or write a scale into the manual first.")
    if any(each.has(grade) for each in scales):
        return None
    known = list(dict.fromkeys(each.word for scale in scales for each in scale.scale))
    near = nearest(grade, known)
    meant = f"Did you mean “{near}”? " if near else ""
    fix = f"{meant}There is {listed(known, last='or')}; “values” in the map says which of them a word means."
    return Problem("no such grade", f"The check-in grade “{grade[:60]}” is not on the scale.", fix)


def left_as_it_is(past: Past, *, exempt: bool, had_a_round: bool, set_by_rule: bool) -> Outcome | None:
    """Say why a check-in takes nothing of what was brought; None where it does.

    had_a_round: one was here, or runs. set_by_rule: it has its day by a rule still, and nobody has set it.
    """
    if exempt:
        return Outcome.EXEMPT
    if had_a_round:
        return Outcome.ROUND
    return Outcome.DAY if past.is_dated and not set_by_rule else None


def stays_because(*, told_anew: bool, had_a_round: bool, changed: bool) -> Outcome | None:
    """Say why a check-in keeps what it took though the import is taken back; None where it gives it back.

    told_anew: it took what a later import brought. had_a_round: one was here since, or runs. changed: anything else was done on its
    ticket, or the manual has its programme no more.
    """
    if told_anew:
        return Outcome.ANEW
    if had_a_round:
        return Outcome.BEGUN
    return Outcome.CHANGED if changed else None


def was_set_by_rule(was: Because | None) -> bool:
    """Say whether a check-in that never came round has the day that a rule gave it. was: why it has its day."""
    return was is not None and any(fact.label in {CAME, BROUGHT} for fact in was.facts)


def comes_by(past: Past, programme: Programme, *, own: Span | None, hours: Hours, at: datetime) -> datetime | None:
    """Say when a check-in comes round by what was brought, over perhaps: on its next day, else a cadence after the last one.

    None where no day was brought. own: the firm's cadence. hours: on the firm's clocks. at: aware, UTC. Source: A1, A4.
    """
    if past.next_on:
        return moment_of(Wish(day=past.next_on), hours, at)
    if past.last_on:
        return moment_of(Wish(span=own or programme.every), hours, _began(past.last_on, hours, at))
    return None


def date_brought(
    programme: Programme,
    version: int,
    past: Past,
    *,
    import_id: int,
    came: datetime,
    caught_up: date | None,
    own: Span | None,
    hours: Hours,
    at: datetime,
) -> ReopenDate:
    """Give the date of a check-in by what was brought. came: as `comes_by` says. caught_up: its morning, where that is over already.

    at: aware, UTC. Source: A1, A4; clause kind `programme`, keys `every`, `hours`, and `unanswered` where it is over.
    """
    facts = [Fact(BROUGHT, f"import {import_id}")]
    keys: tuple[str, ...] = ("hours",)
    if past.next_on:
        facts.append(Fact("the next check-in was planned for", str(past.next_on)))
    elif past.last_on:
        facts += [
            Fact("the last check-in was on", str(past.last_on)),
            Fact(FROM, at=_began(past.last_on, hours, at)),
            Fact("its cadence is", str(own or programme.every)),
            Fact(SET_BY, "the firm" if own else "the programme"),
        ]
        keys = ("hours",) if own else ("every", "hours")
    if caught_up:
        facts += [Fact("it was due", at=came), Fact(CATCHES_UP, str(last_to_catch_up(programme, hours=hours, at=at)))]
        keys = (*keys, "unanswered")
        came = hours.opening_on_or_after(caught_up)
        if came <= at:
            came = hours.opening_on_or_after(day_of(at, hours.zone) + timedelta(days=1))
    because = Because(programme.identity, version, tuple(facts), LOOK, came, keys)
    return ReopenDate(came, keeps=True, by_manual=True, because=because)


BROUGHT = "brought in by"
CATCHES_UP = "those that are due already come morning by morning until"


def because_brought(
    programme: Programme,
    version: int,
    past: Past,
    *,
    import_id: int,
    date: ReopenDate | None,
    on_scale: bool,
    stays: str,
) -> Because:
    """Say why a check-in took what was brought (F2). on_scale: its programme has the grade. stays: one that somebody here gave, or ""."""
    facts = [] if date else [Fact(BROUGHT, f"import {import_id}")]
    if past.last_on and (past.next_on or not date):
        facts.append(Fact("the last check-in was on", str(past.last_on)))
    if past.grade:
        facts.append(Fact.called("the grade was", past.grade))
        facts += [Fact.called("a grade that somebody here gave stays", stays)] if stays else []
        facts += (
            []
            if on_scale
            else [Fact("on the scale of this programme", "it does not stand; it stays until somebody grades anew")]
        )
    if date and date.because:
        return replace(date.because, facts=(*date.because.facts, *facts))
    return Because(programme.identity, version, tuple(facts), "its day stays as it was", None, ("for",))


def last_to_catch_up(programme: Programme, *, hours: Hours, at: datetime) -> date:
    """Say until which day those come that were due when they were brought: as long as the waits of one ladder take.

    So the first of them have been waited for to the end by then, and whoever has them is through with those. at: aware, UTC.
    """
    ends = at
    for step in programme.unanswered:
        ends = step.wait.after(ends, hours=hours) if step.wait else ends
    return day_of(ends, hours.zone)


def catch_up(
    programme: Programme, many: int, *, taken: Mapping[date, int], hours: Hours, at: datetime
) -> tuple[date, ...]:
    """Give so many days, in order, for check-ins that were due when they were brought: the soonest, but not all on one morning.

    Each goes to the morning that has the fewest of what was brought, to the soonest of these, from tomorrow until `last_to_catch_up`.
    taken: how many of them a day has already. hours: on the team's clocks. at: aware, UTC. Source: A1, A4; key `unanswered`.
    """
    tomorrow = day_of(at, hours.zone) + timedelta(days=1)
    ahead = (last_to_catch_up(programme, hours=hours, at=at) - tomorrow).days
    days = [tomorrow + timedelta(days=each) for each in range(ahead + 1)]
    works = [day for day in days if day_of(hours.opening_on_or_after(day), hours.zone) == day]
    have = {day: taken.get(day, 0) for day in works or [day_of(hours.opening_on_or_after(tomorrow), hours.zone)]}
    found = []
    for _ in range(many):
        day = min(have, key=lambda each: (have[each], each))
        have[day] += 1
        found.append(day)
    return tuple(sorted(found))


def _began(last_on: date, hours: Hours, at: datetime) -> datetime:
    """Give the begin of the day of the last check-in; one of long ago counts as ten years back, for its next is over either way."""
    return start_of(max(last_on, (at - FARTHEST).date()), hours.zone)
