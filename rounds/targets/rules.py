"""Which target a ticket has, and how it stands: decided from what happened to the ticket."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from rounds.basics.hours import Hours, NeverOpen
from rounds.basics.moments import spoken
from rounds.desk.conditions import TicketFacts
from rounds.policies.conditions import When
from rounds.targets.clauses import Target, Until
from rounds.targets.clocks import NOTHING, Pause, before, counts_time, due_at, summed
from rounds.timeline.rules import Because, Fact

MOST_FACTS = 12
"""Lines of the sum that a Why shows; what was earlier is said in one."""


@dataclass(frozen=True, slots=True)
class Life:
    """What a target has to know of a ticket. answered_at: our first answer. closed: each time it was, until it was opened again.

    came_at: when it came from another system; None for one that was opened here. rests: it was made of an old mail, and nobody has
    opened it here, so it has no target.
    """

    opened_at: datetime
    answered_at: datetime | None
    closed: tuple[Pause, ...]
    held: tuple[Pause, ...]
    came_at: datetime | None = None
    rests: bool = False

    def ended_at(self, until: Until) -> datetime | None:
        """Say when the clock stopped for good: with our first answer, and with the close that still stands."""
        closed = next((pause.since for pause in self.closed if pause.until is None), None)
        if until is Until.FIRST_ANSWER and self.answered_at:
            return min(self.answered_at, closed) if closed else self.answered_at
        return closed

    def pauses(self) -> tuple[Pause, ...]:
        """Give the times in which clocks stood still."""
        return (*self.held, *(pause for pause in self.closed if pause.until))


@dataclass(frozen=True, slots=True)
class Standing:
    """How a target stands. due_at: None while the clock stands still, or where it never runs out. warns_at: before that."""

    due_at: datetime | None
    warns_at: datetime | None
    ended_at: datetime | None

    def is_missed(self, now: datetime) -> bool:
        """Say whether it was not kept: at its very moment it still is."""
        return self.due_at is not None and (self.ended_at or now) > self.due_at

    def next_at(self, *, warned: bool, missed: bool) -> datetime | None:
        """Say when something is to be done next: warn, or say that it is missed; None where nothing is."""
        if self.ended_at or missed or self.due_at is None:
            return None
        return self.warns_at if self.warns_at and not warned else self.due_at


@dataclass(frozen=True, slots=True)
class Promise:
    """A target that a ticket has got. version: of the manual that it began with. ended_at: of its clock.

    missed_at: the moment at which it was due and not kept. acts_at: when there is something to say next. near_at: from when
    on it is near, None where the manual warns nobody.
    """

    target: str
    version: int
    due_at: datetime | None
    ended_at: datetime | None = None
    warned_at: datetime | None = None
    missed_at: datetime | None = None
    acts_at: datetime | None = None
    near_at: datetime | None = None


def target_of(targets: Iterable[Target], until: Until, facts: TicketFacts, when: When) -> Target | None:
    """Say which target a ticket has of this sort: the first of the manual that is for it."""
    return next((each for each in targets if each.until is until and each.for_.holds(facts, when)), None)


def still_promised(own: Sequence[Target], in_force: Sequence[Target]) -> tuple[Target, ...]:
    """Give what an earlier version promised and the one in force has not taken away.

    A clock keeps the words that it began with; a clause that is gone promises nothing any more.
    """
    names = {each.name for each in in_force}
    return tuple(each for each in own if each.name in names)


def judged(
    target: Target,
    life: Life,
    hours: Hours,
    *,
    version: int,
    before: Promise | None,
    known_since: datetime,
    at: datetime,
) -> Promise:
    """Say how a promise stands now.

    before: how it stood. known_since: from when on it could be kept, as the manual says it and the ticket is here: what was due
    earlier is missed at once, and nobody is told. at: aware, UTC.
    """
    stood = standing(target, life, hours)
    due, missed_at = stood.due_at, None
    if due and stood.is_missed(at) and (stood.ended_at or due <= known_since or (before and before.missed_at)):
        missed_at = due
    warned_at = before.warned_at if before else None
    if warned_at and not stood.ended_at and stood.warns_at and warned_at < stood.warns_at:
        warned_at = None  # its day has moved since, and it is warned of anew
    acts_at = stood.next_at(warned=warned_at is not None, missed=missed_at is not None)
    return Promise(target.name, version, due, stood.ended_at, warned_at, missed_at, acts_at, stood.warns_at)


def standing(target: Target, life: Life, hours: Hours) -> Standing:
    """Say how a target stands. Source: clause kind `target`."""
    ended, pauses = life.ended_at(target.until), life.pauses()
    try:
        due = due_at(life.opened_at, target.within, hours=hours, pauses=pauses)
    except NeverOpen:
        due = None
    warns = None
    if due and target.warn:
        warns = before(due, life.opened_at, target.within, target.warn, hours=hours, pauses=pauses)
    return Standing(due, warns, ended)


def because(target: Target, promise: Promise, life: Life, hours: Hours, *, keys: Sequence[str], next_: str) -> Because:
    """Say why something is due when it is, with the sum (F2)."""
    lines = summed(life.opened_at, promise.due_at or life.opened_at, target.within, hours=hours, pauses=life.pauses())
    if not counts_time(target.within):
        lines = tuple(line for line in lines if line.why)
    shown, earlier = lines[-MOST_FACTS:], lines[:-MOST_FACTS]
    facts = [Fact("the ticket was opened", at=life.opened_at), Fact("promised within", str(target.within))]
    if earlier:
        facts.append(Fact("counted before", spoken(sum((line.counted for line in earlier), NOTHING))))
    for line in shown:
        facts.append(Fact(f"{line.why or f'counted {spoken(line.counted)}'}, from", at=line.since))
        facts.append(Fact("until", at=line.until))
    if counts_time(target.within):
        facts.append(Fact("counted in all", spoken(sum((line.counted for line in lines), NOTHING))))
    if promise.ended_at:
        facts.append(Fact("done", at=promise.ended_at))
    next_at = None if promise.ended_at or promise.missed_at else promise.due_at
    return Because(target.identity, promise.version, tuple(facts), next_, next_at, tuple(keys))
