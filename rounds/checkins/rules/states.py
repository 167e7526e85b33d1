"""How far a check-in is, and what can be done with it there.

A *round* is one turn of a check-in: it comes round, somebody begins with it, reaches out, hears or does not hear, and names the next day.
"""

from enum import StrEnum

from rounds.basics.problems import Problem


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
