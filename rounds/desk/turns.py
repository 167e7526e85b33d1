"""Whose turn it is to be given a ticket, and why nobody fits: the queue's own rule, decided from facts."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from rounds.basics.problems import Problem
from rounds.basics.text import counted
from rounds.desk.clauses import Queue
from rounds.desk.hands import Hands
from rounds.team.on_duty import Duty
from rounds.timeline.rules import Because, Fact

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who works a queue. open: live tickets of that queue they have. given_at: when they last were given one by turn."""

    member_id: int
    duty: Duty
    open: int
    given_at: datetime | None

    def ranking_key(self) -> tuple[datetime, int, int]:
        """Put first whoever was given one longest ago, then whoever has the fewest."""
        return self.given_at or LONG_AGO, self.open, self.member_id

    def given_one(self, at: datetime, *, opens: bool) -> "Candidate":
        """Say how they stand once they have been given one. opens: it is live, and counts among what they have. at: aware, UTC."""
        return replace(self, open=self.open + opens, given_at=at)


def is_full(queue: Queue, open_tickets: int) -> bool:
    """Say whether somebody with so many tickets of the queue may be given no more."""
    return queue.open_tickets_each is not None and open_tickets >= queue.open_tickets_each


def next_in_turn(queue: Queue, candidates: Sequence[Candidate]) -> Candidate | None:
    """Say who is given the next ticket; None where nobody fits. Never somebody who is not at work (C3).

    Source: clause kind `queue`, keys `given` and `open tickets each`.
    """
    fit = [each for each in candidates if each.duty is Duty.ON and not is_full(queue, each.open)]
    return min(fit, key=Candidate.ranking_key, default=None)


def because_given(
    queue: Queue, version: int, chosen: Candidate, candidates: Sequence[Candidate], *, for_: Hands | None = None
) -> Because:
    """Say why somebody was given a ticket (F2). for_: whom they stand in for, None where it is their own work."""
    if for_:
        return _because_standing_in(for_, version, chosen)
    last = Fact("last given one", at=chosen.given_at) if chosen.given_at else Fact("last given one", "never")
    return Because(
        queue.identity,
        version,
        (
            Fact(
                "at work",
                counted(
                    sum(each.duty is Duty.ON for each in candidates), "of those who work it", "of those who work it"
                ),
            ),
            last,
            Fact("has open here", str(chosen.open)),
        ),
        "it is theirs until they close it or give it back",
        keys=("given", "open tickets each") if queue.open_tickets_each else ("given",),
    )


def _because_standing_in(for_: Hands, version: int, chosen: Candidate) -> Because:
    return Because(
        for_.stood_in_by,
        version,
        (
            Fact.called("who works it", for_.role),
            Fact("at work of these", "nobody"),
            Fact.called("who stands in", for_.stand_in),
            Fact("has open here", str(chosen.open)),
        ),
        "it is theirs until they close it or give it back",
        keys=("stand-in",),
    )


def because_nobody(queue: Queue, version: int, candidates: Sequence[Candidate]) -> Because:
    """Say why a ticket waits though its queue gives in turn (F2)."""
    full = sum(each.duty is Duty.ON and is_full(queue, each.open) for each in candidates)
    reasons = {duty: sum(each.duty is duty for each in candidates) for duty in Duty if duty is not Duty.ON}
    facts = [Fact(str(duty), str(many)) for duty, many in reasons.items() if many]
    return Because(
        queue.identity,
        version,
        (
            Fact("work this queue", str(len(candidates))),
            *facts,
            *([Fact("have as many as they may", str(full))] if full else []),
        ),
        "it is given to the first who fits",
        keys=("given", "if nobody fits"),
    )


def full_problem(queue: Queue, name: str) -> Problem:
    """Refuse what would give somebody more than the manual allows."""
    return Problem(
        "full",
        f"{name} has {queue.open_tickets_each} open tickets of the queue {queue.name}, as many as the manual allows.",
        "Give it to somebody else, or let them close one first.",
        field="member",
        clause=queue.identity,
    )
