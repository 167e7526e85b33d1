"""The way that a round takes, from the day it comes round to the next one, and where on it a check-in stands."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from rounds.basics.spans import Span
from rounds.checkins.clauses import Programme
from rounds.checkins.queries.ahead import Ahead
from rounds.checkins.rules.ladders import own_pace
from rounds.checkins.rules.states import Phase


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the way that a round takes. state: was, now or "" for what may come. at: when, where that is known."""

    name: str
    said: str
    state: str
    at: datetime | None = None


@dataclass(frozen=True, slots=True)
class SoFar:
    """What was done of a round. woke_at: its day came; None where somebody began before it.

    reached: the days of reach-outs that count, each by the step at which its check-in stood before it.
    """

    woke_at: datetime | None = None
    reached: tuple[tuple[int | None, datetime], ...] = ()


def rungs(
    programme: Programme,
    step: int | None,
    phase: Phase,
    wakes_at: datetime | None,
    *,
    own: Span | None = None,
    noted: bool = False,
    so_far: SoFar = SoFar(),
    to_come: Ahead | None = None,
) -> tuple[Rung, ...]:
    """Give the way that a round takes, from the day it comes round to the next one, and where it stands.

    own: the firm's cadence, where it is not the programme's. noted: its finding is written. to_come: where nobody answers any more.
    """
    sends = [place for place, each in enumerate(programme.unanswered) if each.send]
    now = _place(sends, step, phase)
    made = {1 + sum(before is not None and send <= before for send in sends): at for before, at in so_far.reached}
    comes = to_come.reach_outs if to_come else ()
    due = dict(enumerate(comes, start=max(1, now) + 1))
    reaching = [_reach_out(place, now, phase, wakes_at, made | due) for place in range(1, len(sends) + 2)]
    silent = [Rung("Noted as silent", "", "", to_come.over_at)] if to_come and to_come.noted else []
    return (_first(now, wakes_at, so_far), *reaching, *silent, _next(programme, phase, own, noted, to_come))


def _first(now: int, wakes_at: datetime | None, so_far: SoFar) -> Rung:
    if now == 0:
        return Rung("Comes round", "on its day", "now", wakes_at)
    return Rung("Came round", "" if so_far.woke_at else "on its day", "was", so_far.woke_at)


def _next(programme: Programme, phase: Phase, own: Span | None, noted: bool, to_come: Ahead | None) -> Rung:
    if phase is Phase.ANSWERED:
        return Rung("Next round", "end this one" if noted else "note what you found, and end this one", "now")
    if to_come:
        pace = (own_pace(programme) or own or programme.every).pace
        return Rung("Next round", f"{pace},", "", to_come.next_at)
    return Rung("Next round", (own or programme.every).pace, "")


ORDER = ("First", "Second", "Third", "Another")


def _reach_out(place: int, now: int, phase: Phase, wakes_at: datetime | None, days: Mapping[int, datetime]) -> Rung:
    """Give the rung of one reach-out. place: 1 for the first. days: of those that were made, and of those to come, by their places."""
    name, day = f"{ORDER[min(place, len(ORDER)) - 1]} reach-out", days.get(place)
    if place != now:
        said = "if nobody answers" if place > max(1, now) else ""
        return Rung(name, f"{said}," if said and day else said, _state(place, now), day)
    if phase is Phase.WAITING:
        return Rung(name, "an answer is waited for until", "now", wakes_at)
    return Rung(name, "write it now", "now")


def _place(sends: list[int], step: int | None, phase: Phase) -> int:
    """Say at which rung a round stands: 0 asleep, then one for each reach-out; behind them all where it was answered."""
    if phase in {Phase.ASLEEP, Phase.EXEMPT}:
        return 0
    if phase is Phase.ANSWERED:
        return len(sends) + 2
    return 1 + sum(step is not None and send <= step for send in sends)


def _state(place: int, now: int) -> str:
    return "was" if place < now else "now" if place == now else ""
