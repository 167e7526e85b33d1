"""Holds: for whom a ticket waits, until when, and what ends a hold.

A held ticket is not our turn (C4), and no hold is for ever: its limit ends it by itself, on the team's own morning.
"""

from datetime import datetime
from enum import StrEnum

from rounds.basics.hours import Hours
from rounds.basics.problems import Problem
from rounds.basics.text import listed
from rounds.desk.clauses import EndOrKeep, Holds
from rounds.desk.dates import Wish, is_too_far, moment_of
from rounds.timeline.rules import Because, Fact

NO_CLAUSE = Holds.kind
"""What a reason names where the manual in force has lost its clause since the hold began."""

NOTHING_SAID = Problem("no holds", "The manual says nothing about holds.", "Add a clause `holds`.", field="holder")

MOST_REASON = 2000
"""Characters of a reason; what is longer is a note."""


class HoldEnd(StrEnum):
    """How a hold ended. ELSEWHERE: in the help desk that its ticket came from, before the ticket came."""

    LIMIT = "limit"
    RELEASED = "released"
    CUSTOMER_WROTE = "customer wrote"
    DATE_CAME = "date came"
    ANSWER_FAILED = "answer failed"
    CLOSED = "closed"
    MERGED = "merged"
    ASLEEP = "asleep"
    HELD_ANEW = "held anew"
    UNDONE = "undone"
    ELSEWHERE = "elsewhere"


def hold_problems(*, holder: str, reason: str, clause: Holds) -> list[Problem]:
    """Say why a ticket cannot be held so. Source: clause kind `holds`, key `held by`."""
    problems = []
    if holder not in clause.held_by:
        fix = f"The manual has {listed(clause.held_by)}."
        problems.append(
            Problem("unknown holder", f"A ticket cannot wait for “{holder}”.", fix, "holder", clause.identity)
        )
    if not reason.strip():
        problems.append(Problem("no reason", "A hold needs a reason.", "Say what it waits for.", field="reason"))
    if len(reason) > MOST_REASON:
        why = f"A reason has {MOST_REASON:,} characters at most."
        problems.append(Problem("too long", why, "Write a note beside it.", field="reason"))
    return problems


def hold_limit(wish: Wish, *, clause: Holds, hours: Hours, now: datetime) -> datetime | Problem:
    """Say when a hold ends by itself. Source: clause kind `holds`, key `hours`."""
    if is_too_far(wish, now):
        return Problem("too far", "A hold ends within ten years.", "Choose an earlier day.", field="day")
    until = moment_of(wish, hours, now)
    if until is None:
        return Problem("no limit", "A hold has a limit.", "Choose when it ends at the latest.", field="day")
    if until <= now:
        fix = "Choose a later day."
        return Problem("past", "The limit of a hold lies in the future.", fix, "day", clause.identity)
    return until


def answer_ends_it(clause: Holds | None) -> bool:
    """Say whether a customer's answer ends a hold; where the clause has gone, nobody is left waiting."""
    return clause is None or clause.when_the_customer_answers is EndOrKeep.END


def because_limit(*, clause: str, version: int, holder: str, began_at: datetime, until: datetime) -> Because:
    """Say why a hold ended by itself (F2)."""
    return Because(
        clause,
        version,
        (Fact.called("held by", holder), Fact("it began", at=began_at), Fact("its limit was", at=until)),
        "it is our turn until somebody answers, closes it or holds it again",
        keys=("hours",),
    )


def because_answered(
    *, clause: str, version: int, holder: str, began_at: datetime, until: datetime, wrote_at: datetime
) -> Because:
    """Say why a customer's answer ended a hold (F2)."""
    return Because(
        clause,
        version,
        (
            Fact("the customer wrote", at=wrote_at),
            Fact.called("held by", holder),
            Fact("it began", at=began_at),
            Fact("its limit was", at=until),
        ),
        "it is our turn",
        keys=("when the customer answers",),
    )
