"""When a check-in comes back, and what follows where nobody has answered: facts and a moment in, a date with its reason out.

A *round* is one turn of a check-in: it comes round, somebody begins with it, reaches out, hears or does not hear, and names the next
day. A *step* is a place in the programme's ladder: at a `wait` an answer is waited for, at a `send` another reach-out is due.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from rounds.basics.hours import FARTHEST, Hours
from rounds.basics.localtime import day_of, start_of
from rounds.basics.problems import Problem
from rounds.basics.spans import Span
from rounds.basics.text import listed
from rounds.checkins.clauses import Grades, OwnPace, Programme, Spread
from rounds.desk.dates import ReopenDate, Wish, moment_of
from rounds.desk.rules import BEFORE_A_MARK, unmarked
from rounds.policies.values import TemplateName
from rounds.timeline.rules import Actor, Because, Fact

WESTERNMOST, EASTERNMOST = timedelta(hours=-11), timedelta(hours=13)
"""How far clocks are from UTC."""

FIRST_WAIT = 0
"""Where a ladder begins: the wait behind the reach-out that it starts with."""


class Phase(StrEnum):
    """How far a check-in is."""

    ASLEEP = "asleep"
    DUE = "due"
    STARTED = "started"
    WAITING = "waiting for an answer"
    ANSWERED = "answered"
    EXEMPT = "exempt"


class How(StrEnum):
    """How somebody reached out."""

    MAIL = "mail"
    CALL = "call"
    VISIT = "visit"


class Undoable(StrEnum):
    """Acts on a check-in that whoever did them can take back, while nobody has done anything on it since."""

    STARTED = "started"
    LOGGED = "logged"
    ENDED = "ended"
    MOVED = "moved"
    EXEMPTED = "exempted"


@dataclass(frozen=True, slots=True)
class Silence:
    """What follows a wait that nobody answered. notes: what Rounds writes on the ticket; tell: roles that hear of it.

    step: at which the check-in is then: a `send`, for which it opens, or another wait. None: the ladder has come to its end.
    """

    step: int | None
    notes: tuple[str, ...] = ()
    tell: tuple[str, ...] = ()


def template_of(programme: Programme, step: int | None) -> TemplateName:
    """Give the template of the reach-out that is due at a step; None: of the first."""
    due = programme.unanswered[step].send if step is not None else None
    return due or programme.starts_with.send


def wait_behind(programme: Programme, step: int | None) -> int:
    """Say at which wait a check-in is once the reach-out has left that is due at a step."""
    return FIRST_WAIT if step is None else step + 1


def after_silence(programme: Programme, step: int) -> Silence:
    """Say what follows a wait that is over without an answer. Source: A10; clause kind `programme`, key `unanswered`."""
    notes: list[str] = []
    tell: list[str] = []
    for place, each in enumerate(programme.unanswered[step + 1 :], start=step + 1):
        if each.send or each.wait:
            return Silence(place, tuple(notes), tuple(tell))
        notes += [each.note] if each.note else []
        tell += [str(each.tell)] if each.tell else []
    return Silence(None, tuple(notes), tuple(tell))


def own_pace(programme: Programme) -> Span | None:
    """Give after how long a check-in comes round that nobody answered to the end, where the ladder says one; None: by its cadence.

    Source: A10; clause kind `programme`, key `unanswered`, its `then`.
    """
    then = programme.unanswered[-1].then
    return then if isinstance(then, OwnPace) else None


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
    return _date(programme, version, came, facts, LOOK, keys)


def spread_over(many: int, *, first: date, last: date, hours: Hours) -> tuple[datetime, ...]:
    """Give so many openings, in order, spread evenly over the days between two, both included, on which the team works.

    No two of these days differ by more than one. Empty where the team works on none of them. Source: A4, A12.
    """
    days = [first + timedelta(days=each) for each in range((last - first).days + 1)]
    openings = [hours.opening_on_or_after(day) for day in days]
    works = [at for day, at in zip(days, openings, strict=True) if day_of(at, hours.zone) == day]
    return tuple(works[(2 * place + 1) * len(works) // (2 * many)] for place in range(many)) if works else ()


def spread_problems(first: date, last: date, *, today: date) -> list[Problem]:
    """Say why check-ins cannot be spread over these days."""
    if first <= today:
        return [Problem("past", "Check-ins are spread over days to come.", "Begin tomorrow or later.", field="first")]
    if last < first:
        return [Problem("no days", "The last day lies before the first.", "Choose a later one.", field="last")]
    if (last - first).days > MOST_DAYS:
        return [
            Problem("too far", "Check-ins are spread over two years at most.", "Choose a sooner day.", field="last")
        ]
    if last - today > FARTHEST:
        return [Problem("too far", "A check-in comes back within ten years.", "Choose sooner days.", field="last")]
    return []


MOST_DAYS = 731
"""Days over which check-ins are spread."""


def day_meant(came: datetime, hours: Hours, *, team: Hours) -> date:
    """Say on which day's morning a date stands, whatever the clocks that it was set by; only mornings make dates of check-ins.

    One that is a morning of the team's own clocks was most likely set by them. Else clocks are taken to be from 11 hours behind UTC to
    13 before it, which leaves one day to each moment but at these ends: there the eastern one is meant, for New Zealand's summer has
    more firms than American Samoa. The Line Islands, 14 hours before UTC, are taken for Hawaii: a firm of theirs whose zone is put
    right keeps the day before. hours, team: of the firm's clocks and the team's. came: aware, UTC. Source: A1.
    """
    if team.opening_on_or_after(day_of(came, team.zone)) == came:
        return day_of(came, team.zone)
    by_utc = replace(hours, zone=ZoneInfo("UTC"))
    for days in (1, 0, -1):
        day = day_of(came, by_utc.zone) + timedelta(days=days)
        opens = by_utc.opening_on_or_after(day)
        if day_of(opens, by_utc.zone) == day and WESTERNMOST <= opens - came <= EASTERNMOST:
            return day
    return day_of(came, hours.zone)


def same_day(
    programme: Programme,
    version: int,
    day: date,
    *,
    was: Because | None,
    hours: Hours,
    at: datetime,
    keeps: bool = True,
) -> ReopenDate:
    """Give the date of a check-in whose firm lies in another zone than was known: the same day's morning there, never a past one.

    was: why it has that day. keeps: a customer's answer leaves it. at: aware, UTC. Source: A1.
    """
    came = hours.opening_on_or_after(day)
    if came <= at:
        came = hours.opening_on_or_after(day_of(at, hours.zone) + timedelta(days=1))
    before = [fact for fact in was.facts if fact.label != CLOCKS] if was else []
    keys, next_ = (was.keys, was.next) if was else (("hours",), LOOK)
    return _date(programme, version, came, [*before, Fact(CLOCKS, hours.zone.key)], next_, keys, keeps=keeps)


CLOCKS = "the firm’s clocks are those of"
HOURS_BEFORE = "by the hours before it was to open"
NOBODY_HERE = "nobody is here any more on"


def day_before_hours(came: datetime, was: Because | None, hours: Sequence[Hours]) -> date:
    """Say on which day a date was meant that was set by other hours: where nobody was there on it any more, its reason says which.

    hours: by one of which it was set, on the firm's clocks. came: aware, UTC. Source: A1.
    """
    for fact in was.facts if was else ():
        if fact.label == NOBODY_HERE:
            return date.fromisoformat(fact.text)
    days = [day_of(came, each.zone) for each in hours]
    return next((day for day, each in zip(days, hours, strict=True) if each.opening_on_or_after(day) == came), days[0])


def by_other_hours(
    programme: Programme,
    version: int,
    comes: datetime,
    *,
    day: date,
    was: datetime,
    because: Because | None,
    hours: Hours,
) -> ReopenDate:
    """Give the date of a check-in on no ladder as the hours of a manual have it that has come into force since.

    day: that was meant; it is said while another one comes in its place, and comes back with the hours that have it. was: the moment that
    stood; because: why. comes, was: aware, UTC. Source: A1; clause kinds `hours`, `programme`, key `hours`.
    """
    facts = [fact for fact in (because.facts if because else ()) if fact.label not in {HOURS_BEFORE, NOBODY_HERE}]
    facts.append(Fact(HOURS_BEFORE, at=was))
    if day_of(comes, hours.zone) != day:
        facts.append(Fact(NOBODY_HERE, day.isoformat()))
    keys, next_ = (because.keys, because.next) if because else ((), LOOK)
    return _date(programme, version, comes, facts, next_, tuple(dict.fromkeys([*keys, "hours"])))


def spread_date(
    programme: Programme, version: int, came: datetime, *, by: Actor, first: date, last: date
) -> ReopenDate:
    """Give the date of a check-in that somebody spread with others. came: aware, UTC."""
    facts = [Fact.who("spread by", by), Fact("over", f"{first} to {last}")]
    return _date(programme, version, came, facts, LOOK, ("hours",))


def after_start(programme: Programme, version: int, *, step: int | None, hours: Hours, at: datetime) -> ReopenDate:
    """Say when a check-in comes back that somebody begins with now, in case nothing leaves. at: aware, UTC. Source: A3."""
    wait = programme.unanswered[wait_behind(programme, step)].wait
    came = moment_of(Wish(span=wait), hours, at) or at
    facts = [Fact("somebody began with it", at=at), Fact("an answer is waited for", str(wait))]
    return _date(programme, version, came, facts, "it is said that nothing has left", ("unanswered", "hours"))


def while_waiting(programme: Programme, version: int, *, step: int, hours: Hours, at: datetime) -> ReopenDate:
    """Say when a check-in opens again whose wait begins now; a customer's answer takes the date away. at: aware, UTC. Source: A3, A10."""
    wait = programme.unanswered[step].wait
    came = moment_of(Wish(span=wait), hours, at) or at
    facts = [Fact("the wait began", at=at), Fact("an answer is waited for", str(wait))]
    next_ = _said(after_silence(programme, step), programme)
    return _date(programme, version, came, facts, next_, ("unanswered", "hours"), keeps=False)


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
    return _date(
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
    date = _date(programme, version, hours.opening_on_or_after(day), facts, LOOK, was.keys if was else ("hours",))
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
    assert date.because, "_date gives one"
    return replace(date, because=replace(date.because, next_at=date.at))


def _said_at(facts: Sequence[Fact], label: str) -> datetime | None:
    return next((fact.at for fact in facts if fact.label == label), None)


FROM, CAME = "from", "it came onto the programme"
SET_BY, THE_LADDER = "set by", "the ladder"


def because_came_round(
    programme: Programme,
    version: int,
    *,
    date_at: datetime,
    set_at: datetime | None,
    was: Because | None,
    at: datetime,
    zone: ZoneInfo,
) -> Because:
    """Say why a check-in opened: its day has come, and why it was that day (A1, F2).

    was: why the date was set. at: when it opens, aware, UTC. zone: of the team, by whose days it counts as late.
    """
    facts = [Fact("its day was", at=date_at), *([Fact("it was set", at=set_at)] if set_at else [])]
    next_, keys = f"{LOOK_NOW}; {LATE}", was.keys if was else ("hours",)
    return Because(programme.identity, version, (*facts, *(was.facts if was else ())), next_, late(at, zone), keys)


def is_in_a_round(*, started: bool, asleep: bool, answered_late: bool) -> bool:
    """Say whether a round runs: somebody has begun with it, its day has come, or the customer answered when the ladder had ended already.

    One that sleeps between two rounds has none that could end: it is begun with early, is given another day, or needs no check-in.
    answered_late: and nobody has ended it since, whatever was written back.
    """
    return started or not asleep or answered_late


def ending_problems(*, in_a_round: bool) -> list[Problem]:
    """Say why no round can end here. Source: A9."""
    if in_a_round:
        return []
    fix = "Begin with it early, or give it another day."
    return [Problem("no round", "This check-in sleeps: no round runs that could end.", fix)]


def moving_problems(*, in_a_round: bool) -> list[Problem]:
    """Say why a check-in cannot be given another day by itself: the end of a round names the next. Source: A9."""
    if not in_a_round:
        return []
    fix = "Choose the day as you end the round."
    return [Problem("round runs", "A round of this check-in runs.", fix)]


def late(at: datetime, zone: ZoneInfo) -> datetime:
    """Say from when a check-in that opens at a moment is late: the day after begins. zone: of the team. at: aware, UTC."""
    return start_of(day_of(at, zone) + timedelta(days=1), zone)


def because_nothing_left(
    programme: Programme, version: int, *, started_at: datetime, date_at: datetime, at: datetime, zone: ZoneInfo
) -> Because:
    """Say why a check-in opened that somebody had begun with: nothing has left since (A3). at, zone: as in `because_came_round`."""
    facts = (
        Fact("somebody began with it", at=started_at),
        Fact("the date was", at=date_at),
        Fact("a reach-out", "none left"),
    )
    return Because(
        programme.identity,
        version,
        facts,
        f"somebody reaches out, or says that no check-in is needed; {LATE}",
        late(at, zone),
        ("unanswered",),
    )


def because_silent(
    programme: Programme, version: int, silence: Silence, *, reached_at: datetime, date_at: datetime, next_at: datetime
) -> Because:
    """Say what the ladder made of a wait that nobody answered (A10, F2).

    next_at: until when more is waited, or it sleeps; where it opens, from when it is late. Aware, UTC.
    """
    facts = (
        Fact("we reached out", at=reached_at),
        Fact("an answer was waited for until", at=date_at),
        Fact("an answer", "none came"),
    )
    acts = _acts(silence, programme, until=True)
    return Because(programme.identity, version, facts, acts, next_at, ("unanswered",))


def finding_problems(programme: Programme, finding: Mapping[str, str]) -> list[Problem]:
    """Say what a finding leaves out that the manual asks for, one problem a thing; one word for all of it says nothing.

    Source: A6; key `note needs`.
    """
    missing = [
        Problem(
            "missing",
            f"The finding says nothing of “{need}”.",
            "Write what you found, even if it is that nothing changed.",
            field=need,
            clause=programme.identity,
        )
        for need in programme.note_needs
        if not finding.get(need, "").strip()
    ]
    said = {finding[need].strip(" .!").casefold() for need in programme.note_needs} if not missing else set()
    if len(said) == 1 and len(programme.note_needs) > 1:
        text = f"The finding says “{said.pop()[:60]}” of everything."
        fix = f"Write of each what you found: {listed(list(programme.note_needs), last='and')}."
        return [Problem("all the same", text, fix, field=programme.note_needs[0], clause=programme.identity)]
    return missing


def grade_problems(grades: Grades | None, grade: str) -> list[Problem]:
    """Say why a grade cannot be given. Source: A7; clause kind `grades`."""
    if grades is None:
        return [Problem("no grades", "This programme gives no grades.", field="grade")]
    if grades.has(grade):
        return []
    known = listed([each.word for each in grades.scale], last="or")
    return [
        Problem(
            "no such grade", f"“{grade}” is no grade of “{grades.name}”.", f"Choose {known}.", "grade", grades.identity
        )
    ]


def subject_of(firm: str, programme: str) -> str:
    """Name a check-in's ticket."""
    return f"{firm}: {programme}"


def renamed(subject: str, *, firm: str, programme: str, mark: str) -> str:
    """Give a ticket's title where its firm has another name now; one that somebody made otherwise stays. mark: what a grade says in it."""
    bare = unmarked(subject, mark)
    if not bare.endswith(subject_of("", programme)):
        return subject
    return title(subject_of(firm, programme), was="", now=mark)


def called_anew(subject: str, *, firm: str, was: str, now: str, mark: str) -> str:
    """Give a ticket's title where its programme has another name now; one that somebody made otherwise stays. mark: as in `renamed`."""
    bare = unmarked(subject, mark)
    if not bare.endswith(subject_of("", was)):
        return subject
    return title(subject_of(firm, now), was="", now=mark)


def title(subject: str, *, was: str, now: str) -> str:
    """Put what a grade says into a ticket's title, and take out what an earlier one said (A7). was, now: empty where nothing is said."""
    bare = unmarked(subject, was)
    return f"{bare}{BEFORE_A_MARK}{now}" if now else bare


def phase(*, exempt: bool, asleep: bool, waits: bool, started: bool, answered: bool) -> Phase:
    """Say how far a check-in is. waits: at a `wait` whose date stands. answered: the last word is the customer's."""
    if exempt:
        return Phase.EXEMPT
    if waits:
        return Phase.WAITING
    if asleep:
        return Phase.ASLEEP
    if answered:
        return Phase.ANSWERED
    return Phase.STARTED if started else Phase.DUE


LOOK = "it opens for whoever has it, who looks at how the firm works and writes to it"
LOOK_NOW = "whoever has it looks at how the firm works and writes to it"
LATE = "it is late from"


def _date(
    programme: Programme,
    version: int,
    at: datetime,
    facts: list[Fact],
    next_: str,
    keys: tuple[str, ...],
    *,
    keeps: bool = True,
) -> ReopenDate:
    """Make a date. keeps: a customer's answer leaves it; where an answer is waited for, it goes."""
    because = Because(programme.identity, version, tuple(facts), next_, at, keys)
    return ReopenDate(at, keeps=keeps, by_manual=True, because=because)


def _said(silence: Silence, programme: Programme) -> str:
    """Say what follows, for whoever asks what is next."""
    return f"if nobody answers, {_acts(silence, programme)}"


def _acts(silence: Silence, programme: Programme, *, until: bool = False) -> str:
    """Say what a ladder does. until: said so that a date can follow."""
    acts = [f"“{note}” is noted" for note in silence.notes] + [f"whoever is {role} is told" for role in silence.tell]
    when = ", until" if until else ""
    if silence.step is None:
        acts.append(f"it sleeps for {own_pace(programme) or 'its cadence'}{when}")
    elif template := programme.unanswered[silence.step].send:
        acts.append(f"it opens, and “{template}” is due{f'; {LATE}' if until else ''}")
    else:
        acts.append(f"{programme.unanswered[silence.step].wait} more are waited{when}")
    return listed(acts)


def _between(place: int) -> float:
    """Give the place-th number of 1/2, 1/4, 3/4, 1/8, …: each lies in the widest gap that the ones before it left (van der Corput)."""
    found, share = 0.0, 0.5
    while place:
        found, place, share = found + share * (place % 2), place // 2, share / 2
    return found
