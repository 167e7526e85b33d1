"""Why a check-in has its date, and why it opened: the clause, what was known, and what comes next."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rounds.basics.localtime import day_of, start_of
from rounds.basics.text import listed
from rounds.checkins.clauses import Programme
from rounds.checkins.rules.ladders import Silence, own_pace
from rounds.desk.dates import ReopenDate
from rounds.timeline.rules import Because, Fact


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


LOOK = "it opens for whoever has it, who looks at how the firm works and writes to it"
LOOK_NOW = "whoever has it looks at how the firm works and writes to it"
LATE = "it is late from"


def date_because(
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


def what_follows(silence: Silence, programme: Programme) -> str:
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
