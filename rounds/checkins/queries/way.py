"""The way that a round takes, from the day it comes round to the next one, and where on it a check-in stands."""

from dataclasses import dataclass
from datetime import datetime

from rounds.basics.spans import Span
from rounds.checkins.clauses import Programme
from rounds.checkins.rules import Phase


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of the way that a round takes. state: was, now or "" for what may come. at: when, where that is known."""

    name: str
    said: str
    state: str
    at: datetime | None = None


def rungs(
    programme: Programme,
    step: int | None,
    phase: Phase,
    wakes_at: datetime | None,
    *,
    own: Span | None = None,
    noted: bool = False,
) -> tuple[Rung, ...]:
    """Give the way that a round takes, from the day it comes round to the next one, and where it stands.

    own: the firm's cadence, where it is not the programme's. noted: its finding is written.
    """
    sends = [place for place, each in enumerate(programme.unanswered) if each.send]
    now = _place(sends, step, phase)
    first = Rung("Comes round", "on its day", _state(0, now), wakes_at if now == 0 else None)
    reaching = [_reach_out(place, now, phase, wakes_at) for place in range(1, len(sends) + 2)]
    answered = phase is Phase.ANSWERED
    ends = "end this one" if noted else "note what you found, and end this one"
    then = ends if answered else (own or programme.every).pace
    return (first, *reaching, Rung("Next round", then, "now" if answered else ""))


ORDER = ("First", "Second", "Third", "Another")


def _reach_out(place: int, now: int, phase: Phase, wakes_at: datetime | None) -> Rung:
    """Give the rung of one reach-out. place: 1 for the first."""
    name = f"{ORDER[min(place, len(ORDER)) - 1]} reach-out"
    if place != now:
        return Rung(name, "if nobody answers" if place > max(1, now) else "", _state(place, now))
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
