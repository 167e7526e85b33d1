"""When a check-in comes back within a round: somebody has begun with it, or an answer is waited for."""

from datetime import datetime

from rounds.basics.hours import Hours
from rounds.checkins.clauses import Programme
from rounds.checkins.rules.ladders import after_silence, wait_behind
from rounds.checkins.rules.reasons import date_because, what_follows
from rounds.desk.dates import ReopenDate, Wish, moment_of
from rounds.timeline.rules import Fact


def after_start(programme: Programme, version: int, *, step: int | None, hours: Hours, at: datetime) -> ReopenDate:
    """Say when a check-in comes back that somebody begins with now, in case nothing leaves. at: aware, UTC. Source: A3."""
    wait = programme.unanswered[wait_behind(programme, step)].wait
    came = moment_of(Wish(span=wait), hours, at) or at
    facts = [Fact("somebody began with it", at=at), Fact("an answer is waited for", str(wait))]
    return date_because(programme, version, came, facts, "it is said that nothing has left", ("unanswered", "hours"))


def while_waiting(programme: Programme, version: int, *, step: int, hours: Hours, at: datetime) -> ReopenDate:
    """Say when a check-in opens again whose wait begins now; a customer's answer takes the date away. at: aware, UTC. Source: A3, A10."""
    wait = programme.unanswered[step].wait
    came = moment_of(Wish(span=wait), hours, at) or at
    facts = [Fact("the wait began", at=at), Fact("an answer is waited for", str(wait))]
    next_ = what_follows(after_silence(programme, step), programme)
    return date_because(programme, version, came, facts, next_, ("unanswered", "hours"), keeps=False)
