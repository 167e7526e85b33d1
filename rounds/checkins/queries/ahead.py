"""What comes next where nobody answers: the date that follows a wait, and all that follow until the next round."""

from dataclasses import dataclass
from datetime import datetime

from rounds.checkins.clauses import Programme
from rounds.checkins.models import CheckIn
from rounds.checkins.queries.mornings import as_it_sleeps
from rounds.checkins.queries.standing import mornings_of, own_cadence
from rounds.checkins.rules.coming_round import next_round
from rounds.checkins.rules.ladders import Silence, after_silence, own_pace, wait_behind
from rounds.checkins.rules.states import Phase
from rounds.checkins.rules.waiting import while_waiting
from rounds.desk.dates import ReopenDate
from rounds.policies.book import Book


def next_date(
    check_in: CheckIn, programme: Programme, manual: Book, silence: Silence, *, at: datetime
) -> ReopenDate | None:
    """Give the date of the next wait, or of the next round; None where a reach-out is due then. at: when the wait is over, aware, UTC."""
    hours = mornings_of(check_in.account, programme, manual)
    if silence.step is None:
        own, ladders = own_cadence(check_in), own_pace(programme)
        found = next_round(programme, manual.version, own=own, ladders=ladders, hours=hours, at=at)
        assert isinstance(found, ReopenDate), "a cadence leads into the future"
        return as_it_sleeps(check_in, found, manual, at=at)
    if programme.unanswered[silence.step].wait:
        return while_waiting(programme, manual.version, step=silence.step, hours=hours, at=at)
    return None


@dataclass(frozen=True, slots=True)
class Ahead:
    """What is still to come of a round that nobody answers, each reach-out made as it is due. over_at: when its ladder ends.

    noted: whether that is written down then. next_at: when the next round comes.
    """

    reach_outs: tuple[datetime, ...]
    over_at: datetime
    noted: bool
    next_at: datetime


def ahead(
    check_in: CheckIn, programme: Programme, manual: Book, phase: Phase, wakes_at: datetime | None, *, at: datetime
) -> Ahead | None:
    """Look ahead from where a round stands; None where it waits for nobody's answer. wakes_at: its ticket's. at: aware, UTC."""
    hours, step = mornings_of(check_in.account, programme, manual), check_in.step
    if phase is Phase.WAITING and step is not None and wakes_at is not None:
        moment = wakes_at
    elif phase in {Phase.DUE, Phase.STARTED}:
        step = wait_behind(programme, step)
        moment = while_waiting(programme, manual.version, step=step, hours=hours, at=at).at
    else:
        return None
    due: list[datetime] = []
    while True:
        silence = after_silence(programme, step)
        date = next_date(check_in, programme, manual, silence, at=moment)
        if silence.step is None:
            assert date, "a ladder ends in a next round"
            return Ahead(tuple(due), moment, bool(silence.notes), date.at)
        step = silence.step
        if date is None:
            due.append(moment)
            step = wait_behind(programme, step)
            date = while_waiting(programme, manual.version, step=step, hours=hours, at=moment)
        moment = date.at
