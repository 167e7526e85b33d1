"""One check-in's life by the rules of `rounds.checkins.rules`, told act by act. What decides anything is there, none of it here."""

import random
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from enum import StrEnum
from functools import cache
from zoneinfo import ZoneInfo

from holidays import country_holidays

from rounds.basics.hours import Hours
from rounds.basics.problems import Problem
from rounds.basics.windows import Window
from rounds.checkins.clauses import Programme, contradictions
from rounds.checkins.rules import coming_round, ladders, waiting
from rounds.desk.dates import ReopenDate

ZONES = (
    "America/New_York",
    "Europe/Berlin",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "Pacific/Apia",
    "America/Sao_Paulo",
)
WINDOWS = ("Mon-Fri 9:00-17:00", "Tue-Thu 8:30-12:00", "0:30-8:00", "Mon-Sat 7:00-15:00")
COUNTRIES = ("", "US", "DE")
CADENCES = ("1 year", "6 months", "1 quarter", "13 weeks", "400 days", "2 years")
WAITS = ("2 weeks", "1 week", "1 day", "10 days", "1 month")
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
YEARS = range(2026, 2061)
ACTS = 25


class What(StrEnum):
    """What is told of a check-in."""

    ENTERED = "entered"
    LOOKED = "looked"
    OPENED = "opened"
    BEGAN = "began"
    REACHED = "reached out"
    VOID = "void"
    ANSWERED = "answered"
    SILENT = "silent"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Told:
    """One act and how the check-in stood behind it. at: aware, UTC. due: its date, None where none stands."""

    what: What
    at: datetime
    due: datetime | None
    asleep: bool
    step: int | None


@dataclass(frozen=True, slots=True)
class Setting:
    """What a history is lived under, as a manual writes it. ladder: pairs of a verb and its word. country: empty for no holidays."""

    zone: str
    window: str
    country: str
    every: str
    ladder: tuple[tuple[str, str], ...]


@dataclass
class History:
    """A check-in that lives: the setting, its programme and hours, how it stands, and what was told so far."""

    setting: Setting
    programme: Programme
    hours: Hours
    at: datetime
    due: datetime | None = None
    asleep: bool = True
    step: int | None = None
    started: bool = False
    before: int | None = None
    told: list[Told] = field(default_factory=list)

    def tell(self, what: What) -> None:
        """Put down what happened now."""
        self.told.append(Told(what, self.at, self.due, self.asleep, self.step))

    def dated(self, date_: ReopenDate, *, asleep: bool) -> None:
        """Have a date stand."""
        self.due, self.asleep = date_.at, asleep

    @property
    def waits(self) -> bool:
        """Say whether it is at a wait whose date stands."""
        return self.due is not None and self.step is not None and self.programme.unanswered[self.step].wait is not None


def lived(number: int) -> History:
    """Live the history of this number to its end, and give it."""
    chance = random.Random(number)
    setting = _setting(chance)
    at = FIRST + timedelta(minutes=chance.randrange(4 * 365 * 24 * 60))
    history = History(setting, _programme(setting), _hours(setting.zone, setting.window, setting.country), at)
    place = chance.randrange(1, 200)
    history.dated(coming_round.first_date(history.programme, 1, place=place, hours=history.hours, at=at), asleep=True)
    history.tell(What.ENTERED)
    for _ in range(ACTS):
        _time_passes(history, chance)
        _look(history)
        _somebody_acts(history, chance)
    return history


def _time_passes(history: History, chance: random.Random) -> None:
    """Let the clock run on to some moment, to the very date or a minute before it, or jump back an hour."""
    now, due = history.at, history.due
    kinds = ["minutes", "days", "back", *(["due", "due", "before"] if due and due > now else [])]
    kind = chance.choice(kinds)
    if kind == "due" and due:
        history.at = due
    elif kind == "before" and due:
        history.at = due - timedelta(minutes=1)
    elif kind == "back":
        history.at = now - timedelta(hours=1)
    else:
        history.at = now + timedelta(minutes=chance.randrange(1, 600 if kind == "minutes" else 60 * 24 * 40))


def _look(history: History) -> None:
    """Let the engine look once: what is due is done, and nothing else."""
    if history.due is None or history.due > history.at:
        return history.tell(What.LOOKED)
    if not history.waits:
        history.due, history.asleep = None, False
        return history.tell(What.OPENED)
    silence = ladders.after_silence(history.programme, history.step or 0)
    history.step = silence.step
    if silence.step is None:
        history.started = False
        _cadence(history)
    elif history.programme.unanswered[silence.step].wait:
        history.dated(_wait(history, silence.step), asleep=True)
    else:
        history.due, history.asleep = None, False
    return history.tell(What.SILENT)


def _somebody_acts(history: History, chance: random.Random) -> None:
    """Let a member or the customer do one thing that can be done now, or nothing."""
    if history.waits:
        act = chance.choice([_answer, _void, _nothing, _nothing, _reach_out])
    elif history.asleep:
        act = chance.choice([_nothing, _nothing, _nothing, _begin])
    else:
        act = chance.choice([_begin, _reach_out, _reach_out, _end, _nothing])
    act(history)


def _nothing(history: History) -> None:
    """Leave it."""


def _begin(history: History) -> None:
    """Begin with it, unless somebody has."""
    if history.started and history.due:
        return
    history.started = True
    history.dated(
        waiting.after_start(history.programme, 1, step=history.step, hours=history.hours, at=history.at), asleep=False
    )
    history.tell(What.BEGAN)


def _reach_out(history: History) -> None:
    """Write or call; while one waits, the wait begins anew."""
    history.before = history.step
    step = history.step if history.waits and history.step is not None else None
    history.step = ladders.wait_behind(history.programme, history.step) if step is None else step
    history.dated(_wait(history, history.step), asleep=True)
    history.tell(What.REACHED)


def _void(history: History) -> None:
    """A mail that is waited on comes back: open at once, and as it was before it; a wait that it stood in is over, as settling it says."""
    if next(told.what for told in reversed(history.told) if told.what is not What.LOOKED) is not What.REACHED:
        return
    stood_in_a_wait = history.before is not None and history.programme.unanswered[history.before].wait
    history.step, history.due, history.asleep = None if stood_in_a_wait else history.before, None, False
    history.tell(What.VOID)


def _answer(history: History) -> None:
    """The customer writes: the ladder is over, and it is open."""
    history.step, history.due, history.asleep = None, None, False
    history.tell(What.ANSWERED)


def _end(history: History) -> None:
    """End the round; it sleeps for its cadence."""
    history.step, history.started = None, False
    _cadence(history)
    history.tell(What.ENDED)


def _wait(history: History, step: int) -> ReopenDate:
    return waiting.while_waiting(history.programme, 1, step=step, hours=history.hours, at=history.at)


def _cadence(history: History) -> None:
    found = coming_round.next_round(history.programme, 1, own=None, hours=history.hours, at=history.at)
    if isinstance(found, Problem):
        raise TypeError(f"a cadence has no day: {found}")
    history.dated(found, asleep=True)


def _setting(chance: random.Random) -> Setting:
    """Make a setting whose programme can be kept."""
    while True:
        ladder: list[tuple[str, str]] = [("wait", chance.choice(WAITS))]
        for _ in range(chance.randrange(4)):
            act = chance.choice([("send", "again"), ("note", "Nobody answers."), ("tell", "lead")])
            ladder += [act, ("wait", chance.choice(WAITS))]
        ladder.append(("then", "next cadence"))
        found = Setting(
            chance.choice(ZONES),
            chance.choice(WINDOWS),
            chance.choice(COUNTRIES),
            chance.choice(CADENCES),
            tuple(ladder),
        )
        if not contradictions(_programme(found)):
            return found


@cache
def _programme(setting: Setting) -> Programme:
    return Programme.model_validate(
        {
            "name": "check-in",
            "for": {"lifecycle": "customer"},
            "ticket kind": "check-in",
            "every": setting.every,
            "hours": "office",
            "spread": "evenly",
            "starts with": {"send": "first"},
            "unanswered": [{verb: word} for verb, word in setting.ladder],
            "note needs": ["usage"],
        }
    )


@cache
def _hours(zone: str, window: str, country: str) -> Hours:
    closed: frozenset[date] = frozenset(country_holidays(country, years=YEARS)) if country else frozenset()
    return Hours(ZoneInfo(zone), (Window.parse(window),), closed)
