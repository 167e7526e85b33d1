"""One check-in's history, told again event by event, and each held against what the guide promises (A1, A3, A8–A11)."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from rounds_judge.calendar import Office
from rounds_judge.guide import Guide
from rounds_judge.verdict import Broken
from rounds_judge.world import Event

PATIENCE = 2
"""How often the engine may look before what is due is done: once is missed where somebody holds the ticket at that moment."""


@dataclass
class Attempt:
    """One reach-out of the ladder that runs. message: 0 for a call. step, waits: where the ladder stood before it. begins: its wait.

    runs: whether a round ran before it. left_at: when its mail left, None of a call and while it has not.
    """

    message: int
    at: datetime
    step: int | None
    waits: bool
    begins: int
    runs: bool = True
    counts: bool = True
    left_at: datetime | None = None

    @property
    def since(self) -> datetime:
        """Say from when its wait counts."""
        return self.left_at or self.at


@dataclass
class Told:
    """Where a check-in stands while its history is told. guide: on its firm's clocks. own: its firm's own cadence, empty where none is.

    deliveries: of mails to whom a reach-out was written, not to who reads along.

    runs: a round runs: its day came, or somebody began or reached out, and it is not over. ours: what was written last waits for us: the
    customer wrote it, or it never arrived. over: a round was over, and a customer who writes goes on with it. done: rounds, each once.
    silent: those of them that nobody answered, by their end or behind it, before another began. unheard: the last one is such. by_others:
    dates that no clause of its programme set.
    """

    ticket: int
    guide: Guide
    looked: list[datetime]
    deliveries: frozenset[int] = frozenset()
    date: datetime | None = None
    set_at: datetime | None = None
    woken: set[datetime] = field(default_factory=set)
    step: int | None = None
    waits: bool = False
    reached: list["Attempt"] = field(default_factory=list)
    stood: dict[int, tuple[datetime | None, datetime]] = field(default_factory=dict)
    written: dict[int, bool] = field(default_factory=dict)
    came_with: dict[int, datetime] = field(default_factory=dict)
    by_others: set[datetime] = field(default_factory=set)
    answered_at: datetime | None = None
    asleep: bool = False
    exempt: bool = False
    runs: bool = False
    ours: bool = False
    over: bool = False
    done: int = 0
    silent: int = 0
    unheard: bool = False
    kept: Office | None = None
    own: str = ""
    late: int = 0
    broken: list[Broken] = field(default_factory=list)

    def office(self, at: datetime) -> Office:
        """Give the hours by which it gets a date: a ladder that runs keeps those that it began with."""
        return self.kept if self.kept and self.step is not None else self.guide.office_at(at)

    def wrong(self, rule: str, event: Event, said: str) -> None:
        """Note a broken promise."""
        self.broken.append(Broken(rule, self.ticket, event.at, said))


class Group:
    """What one act wrote on a ticket."""

    def __init__(self, events: list[Event]) -> None:
        self.events = events

    def find(self, kind: str) -> Event | None:
        """Give its event of a kind."""
        return next((event for event in self.events if event.kind == kind), None)

    def count(self, kind: str) -> int:
        return sum(event.kind == kind for event in self.events)

    def dated(self) -> datetime | None:
        """Give the date that it set last."""
        found = [event for event in self.events if event.kind == "desk.date set"]
        return moment(found[-1].said["wakes_at"]) if found else None

    def dated_behind(self, event: Event) -> datetime | None:
        """Give the date that it set next behind one of its events: the same act may reach out again, which sets another."""
        behind = self.events[self.events.index(event) + 1 :]
        return next((moment(each.said["wakes_at"]) for each in behind if each.kind == "desk.date set"), None)


def tell(told: Told, history: list[Event]) -> Told:
    """Tell a whole history, act by act: what another one wrote meanwhile, as that a mail came back, may stand between two events of one."""
    acts: dict[int, list[Event]] = defaultdict(list)
    for event in history:
        acts[event.act].append(event)
    for events in acts.values():
        group = Group(events)
        for event in group.events:
            if rule := RULES.get(event.kind):
                rule(told, event, group)
            if event.because is not None or event.kind in REASONED:
                _reasoned(told, event)
    return told


def moment(text: str) -> datetime:
    """Read a moment."""
    return datetime.fromisoformat(text)


def _set(told: Told, event: Event, group: Group) -> None:
    date = moment(event.said["wakes_at"])
    if told.exempt and not group.find("checkins.exemption ended"):
        told.wrong("A11 exempt stays away", event, f"a date was set for {date} though no check-in is needed")
    if event.clause in told.guide.clauses and not told.office(event.at).is_opening(date):
        told.wrong("A1 on a morning", event, f"{date} is not when the office opens")
    if len(group.events) == 1 and event.clause in told.guide.clauses and told.date and not told.waits:
        _by_other_hours(told, event, date)
    if answered := group.find("desk.answered"):
        told.stood[answered.said["message"]] = told.date, date
    if event.clause == told.guide.clause and (sent := answered or group.find("checkins.reached out")):
        told.came_with[sent.said.get("message") or 0] = event.at
    (told.by_others.discard if event.clause in told.guide.clauses else told.by_others.add)(date)
    told.date, told.set_at = date, event.at
    told.asleep = told.asleep or bool(event.said.get("sleeps"))
    told.ours = told.ours and not event.said.get("sleeps")
    told.woken.discard(date)


def _by_other_hours(told: Told, event: Event, date: datetime) -> None:
    """It got another date, and nothing happened to it: since the hours are others, it comes on the day that it had, and says so."""
    was, now = told.date, told.guide.office_at(event.at)
    assert was, "it had one"
    meant = now.opening(now.day(was))
    if date != meant or told.guide.changed_before(event.at) is None:
        told.wrong("A1 other hours, its day", event, f"from {was} it became {date}, not {meant}")
    facts = (event.because or {}).get("facts", [])
    if not any(isinstance(fact, dict) and fact.get("at") and moment(fact["at"]) == was for fact in facts):
        told.wrong("F2 other hours say why", event, f"it does not say that it was to open at {was}")


def _gone(told: Told, event: Event, group: Group) -> None:
    told.date, told.asleep = None, False


def _failed(told: Told, event: Event, group: Group) -> None:
    """A mail never arrived: the date goes that came with it, and no other that was set before it or since."""
    told.ours = True
    came = told.came_with.get(event.said["message"])
    if event.said.get("date_was") or (came is not None and came == told.set_at):
        told.date = None


def _unsaid(told: Told, event: Event, group: Group) -> None:
    """An answer was taken back: the date that it set gives way to the one before, and nobody is waited for."""
    before, date = told.stood.pop(event.said["message"], (None, None))
    told.ours = told.written.pop(event.said["message"], told.ours)
    if date is not None and told.date == date:
        told.date = before
    told.waits = False


def _woke(told: Told, event: Event, group: Group) -> None:
    _consumed(told, event, moment(event.said["date_was"]))
    told.runs = True
    if told.exempt:
        told.wrong("A11 exempt stays away", event, "it opened though no check-in is needed")
    if told.step is None:
        _by_hours_in_force(told, event, moment(event.said["date_was"]))


DAY = timedelta(days=1)


def _by_hours_in_force(told: Told, event: Event, was: datetime) -> None:
    """What sleeps opens by the hours in force; but for the day on which those came, whose morning may have been over by then.

    A day by which we promised to write again comes by the hours of the desk.
    """
    changed = None if was in told.by_others else told.guide.changed_before(event.at)
    if changed and was > changed + DAY and not told.guide.office_at(event.at).is_opening(was):
        told.wrong(
            "A1 by the hours in force", event, f"it opened at {was}, by hours that are not in force since {changed}"
        )


def _consumed(told: Told, event: Event, was: datetime) -> None:
    """A date came: it was the one that stood, for the first time, and in time."""
    if was in told.woken:
        told.wrong("A1 never twice", event, f"the date {was} came a second time")
    elif told.date != was:
        told.wrong("A1 by its date", event, f"it opened by {was}; the date that stood was {told.date}")
    if event.at < was:
        told.wrong("A1 by its date", event, f"it opened before its date {was}")
    _in_time(told, event, was)
    told.woken.add(was)
    told.date, told.asleep = None, False


def _in_time(told: Told, event: Event, was: datetime) -> None:
    missed = bisect_left(told.looked, event.at) - bisect_left(told.looked, max(was, told.set_at or was))
    if missed >= PATIENCE:
        told.late += 1
        told.wrong("A1 never past its date", event, f"the engine looked {missed} times after {was} and left it asleep")


def _silence(told: Told, event: Event, group: Group) -> None:
    """Nobody answered, it says: the wait was over, and the ladder goes on as it is written."""
    if not told.waits or told.step is None:
        told.wrong("A10 the ladder", event, "nobody was waited for")
        return
    if told.answered_at:
        told.wrong("A8 an answer stops the ladder", event, f"the customer had answered at {told.answered_at}")
    _counted(told, event)
    if told.date is not None and not group.find("desk.woke"):
        _consumed(told, event, told.date)
    place, notes = told.guide.then(told.step)
    if event.said["step"] != place:
        told.wrong("A10 the ladder", event, f"it went to step {event.said['step']}, not to {place}")
    if group.count("desk.noted") != len(notes):
        told.wrong("A10 the note", event, f"{group.count('desk.noted')} notes were written, not {len(notes)}")
    _go_on(told, event, group, place)


def _counted(told: Told, event: Event) -> None:
    """The wait that is over counted from when the last reach-out that counts left."""
    last = next((attempt for attempt in reversed(told.reached) if attempt.counts), None)
    if last is None or last.begins != told.step or told.date is None:
        return
    meant = told.office(event.at).after(last.since, told.guide.ladder[last.begins][1])
    if told.date != meant:
        told.wrong(
            "A3 counted from its leaving", event, f"it left at {last.since}, which leads to {meant}, not {told.date}"
        )


def _left(told: Told, event: Event, group: Group) -> None:
    """A mail left."""
    for attempt in told.reached:
        if attempt.message == event.said["message"] and event.said["delivery"] in told.deliveries:
            attempt.left_at = event.at


def _go_on(told: Told, event: Event, group: Group, place: int | None) -> None:
    """The ladder is at another place now, or at its end."""
    if place is None:
        _dated(told, event, group, told.own or told.guide.every, "A10 then its cadence", sleeps=True)
        told.step, told.waits = None, False
        _over(told)
        told.silent, told.unheard = told.silent + 1, True
    else:
        verb, word = told.guide.ladder[place]
        told.step, told.waits = place, verb == "wait"
        if told.waits:
            _dated(told, event, group, word, "A10 the ladder")
        elif not group.find("desk.woke"):
            told.wrong("A10 the ladder", event, "another reach-out is due, and the ticket did not open")


def _over(told: Told) -> None:
    """A round is over: it counts, unless it was over already and the customer alone opened it again (A12)."""
    told.done += told.runs or not told.over
    told.runs, told.over, told.unheard = False, True, False


def _answered(told: Told, event: Event, group: Group) -> None:
    """Somebody wrote to the customer, which opens it, unless the same act lets it sleep.

    Whose turn it was before is so again where that is taken back.
    """
    told.written[event.said["message"]], told.ours = told.ours, False
    sleeps = (each.said.get("sleeps") for each in group.events if each.kind == "desk.date set")
    told.asleep = told.asleep and any(sleeps)


def _dated(told: Told, event: Event, group: Group, span: str, rule: str, *, sleeps: bool = False) -> None:
    """The date that an act set is the one that the guide promises. sleeps: until its next round, so that it takes the hours in force."""
    meant, found = told.office(event.at).after(event.at, span), group.dated()
    if sleeps:
        now = told.guide.office_at(event.at)
        meant = now.opening(now.day(meant))
    if found != meant:
        told.wrong(rule, event, f"the date became {found}; {span} from {event.at} is {meant}")


def _started(told: Told, event: Event, group: Group) -> None:
    if told.asleep:
        told.wrong("A3 beginning early opens it", event, "somebody began with it, and it slept on")
    told.runs = True
    wait = told.guide.ladder[told.guide.wait_behind(told.step)][1]
    _dated(told, event, group, wait, "A3 beginning sets the date")


def _reached(told: Told, event: Event, group: Group) -> None:
    step = event.said["step"]
    meant = told.step if told.waits else told.guide.wait_behind(told.step)
    if step != meant:
        told.wrong("A10 the ladder", event, f"the reach-out began step {step}, not {meant}")
    _dated(told, event, group, told.guide.ladder[step][1], "A3 reaching out sets the date")
    if told.exempt:
        told.wrong("A11 exempt stays away", event, "somebody reached out to a firm that needs no check-in")
    if told.step is None:
        told.reached.clear()
        told.kept = told.guide.office_at(event.at)
    told.reached.append(Attempt(event.said.get("message") or 0, event.at, told.step, told.waits, step, told.runs))
    told.step, told.waits, told.answered_at, told.runs, told.ours = step, True, None, True, False


def _void(told: Told, event: Event, group: Group) -> None:
    """A reach-out never left. Where none that counts came behind it, the ladder stands where it stood before it.

    An earlier one that waits still is waited for from its own day, unless the customer wrote meanwhile or a date stands. Where an answer
    had stopped the ladder before that was known, it stays stopped.
    """
    stopped = told.step is None
    for attempt in told.reached:
        attempt.counts = attempt.counts and attempt.message != event.said["message"]
    while told.reached and not told.reached[-1].counts:
        lost = told.reached.pop()
        told.runs = lost.runs
        if not stopped:
            told.step, told.waits = lost.step, lost.waits
    if told.waits and told.reached and told.date is None and not told.answered_at:
        _waits_on(told, event, group, told.reached[-1].since)


def _waits_on(told: Told, event: Event, group: Group, since: datetime) -> None:
    meant = told.office(event.at).after(since, told.guide.ladder[told.step or 0][1])
    if (became := group.dated_behind(event)) != meant:
        told.wrong(
            "A10 the wait goes on",
            event,
            f"the date became {became}; the reach-out of {since} waits until {meant}",
        )


def _wrote(told: Told, event: Event, group: Group) -> None:
    if told.unheard and not told.runs:
        told.silent, told.unheard = told.silent - 1, False
    told.answered_at, told.asleep, told.ours = event.at, False, True
    if told.waits and told.date is not None and not group.find("desk.date dropped"):
        told.wrong("A8 an answer stops the ladder", event, f"the date {told.date} stands though the customer answered")


def _robot(told: Told, event: Event, group: Group) -> None:
    for changed in ("desk.date dropped", "desk.reopened", "desk.woke", "checkins.ladder stopped"):
        if group.find(changed):
            told.wrong("A8 a robot is no answer", event, f"an automatic reply caused “{changed}”")


def _stopped(told: Told, event: Event, group: Group) -> None:
    if event.said["answered"] and not told.answered_at:
        told.wrong("A8 a robot is no answer", event, "the ladder stopped for an answer that nobody wrote")
    told.step, told.waits = None, False


def _went_on(told: Told, event: Event, group: Group) -> None:
    """The day that somebody had chosen instead was taken back: the wait that it ended goes on."""
    told.step, told.waits = event.said["step"], True


def _ended(told: Told, event: Event, group: Group) -> None:
    if not event.said["chosen"]:
        _dated(told, event, group, told.own or told.guide.every, "A9 then its cadence", sleeps=True)
    told.step, told.waits, told.answered_at = None, False, None
    _over(told)


def _moved(told: Told, event: Event, group: Group) -> None:
    """Somebody gave it another day: one of which no round runs and nothing waits for us, whose day that was; and no round was done by it.

    It sleeps, or it is open since somebody wrote between two rounds: it waits for its day all the same.
    """
    was, due = event.said["was"], moment(event.said["due_at"])
    stands = "a round runs" if told.runs or told.waits else "it is our turn" if told.ours else "it waits for its day"
    if told.runs or told.waits or told.ours or (moment(was) if was else None) != told.date:
        told.wrong("A9 another day", event, f"it had {told.date}, and {stands}; it says {was}")
    if group.dated() != due or group.find("checkins.round ended"):
        told.wrong("A9 another day", event, f"the date became {group.dated()}, not {due}, or a round ended by it")


def _own_pace(told: Told, event: Event, group: Group) -> None:
    """Its firm has a cadence of its own from its next round on; the date that stands stays."""
    if event.said["was"] != told.own or group.find("desk.date set"):
        told.wrong(
            "A10 its own cadence", event, f"it had “{told.own}”, not “{event.said['was']}”, or a date was set by it"
        )
    told.own = event.said["every"]


def _renamed(told: Told, event: Event, group: Group) -> None:
    """Its programme is called otherwise: the check-in goes on as it stands."""
    if event.said["was"] not in told.guide.was or group.find("desk.date set") or group.find("desk.woke"):
        told.wrong("A1 a renamed programme", event, f"from “{event.said['was']}”, and it does not stand as it did")


def _exempted(told: Told, event: Event, group: Group) -> None:
    told.exempt, told.step, told.waits, told.runs = True, None, False, False
    told.over, told.unheard = False, False
    if not group.find("desk.closed"):
        told.wrong("A11 exempt stays away", event, "no check-in is needed, and the ticket was not closed")


def _back(told: Told, event: Event, group: Group) -> None:
    told.exempt = False


def _reasoned(told: Told, event: Event) -> None:
    """What Rounds did by itself says by which clause, or by which rule of the house, and on what was seen."""
    because = event.because
    names = because and ((because.get("clause") and because.get("version")) or because.get("rule"))
    if not because or not names or not because.get("facts"):
        told.wrong("F2 it says why", event, f"“{event.kind}” gives no reason")


REASONED = {
    "desk.woke",
    "checkins.nobody answered",
    "checkins.reach-out void",
    "checkins.ladder stopped",
    "checkins.ladder went on",
    "checkins.grade differs",
}

Rule = Callable[[Told, Event, Group], Any]
RULES: dict[str, Rule] = {
    "desk.date set": _set,
    "desk.date dropped": _gone,
    "desk.reopened": _gone,
    "desk.closed": _gone,
    "desk.answered": _answered,
    "desk.answer failed": _failed,
    "desk.answer taken back": _unsaid,
    "desk.woke": _woke,
    "checkins.nobody answered": _silence,
    "checkins.started": _started,
    "checkins.reached out": _reached,
    "checkins.reach-out void": _void,
    "mail.sent": _left,
    "desk.customer wrote": _wrote,
    "desk.robot wrote": _robot,
    "checkins.ladder stopped": _stopped,
    "checkins.ladder went on": _went_on,
    "checkins.round ended": _ended,
    "checkins.day moved": _moved,
    "checkins.cadence changed": _own_pace,
    "checkins.programme renamed": _renamed,
    "checkins.exempted": _exempted,
    "checkins.exemption ended": _back,
}
