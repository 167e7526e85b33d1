"""When a row that failed is tried again, and what its failure says in plain words."""

from dataclasses import dataclass
from datetime import datetime, timedelta

FIRST = timedelta(seconds=30)
LONGEST = timedelta(hours=1)


def next_try(*, times: int, at: datetime) -> datetime:
    """Say when a row that failed so many times is tried again: each pause twice the last, an hour at most.

    times: failures so far, from 1. at: aware, UTC. Plumbing, not a team's rule: it only spaces out attempts at a broken row.
    """
    doublings: int = 2 ** min(times - 1, 12)
    return at + min(FIRST * doublings, LONGEST)


MOST_TROUBLE = 2_000
"""Characters of an error that are kept."""


def written(trouble: Exception) -> str:
    """Write an error down: its class, and what it says."""
    return f"{type(trouble).__name__}: {trouble}"[:MOST_TROUBLE]


@dataclass(frozen=True, slots=True)
class Plain:
    """A failure in plain words. says: what is wrong; do: what helps; strange: whoever runs Rounds has to see what exactly was said."""

    says: str
    do: str
    strange: bool = False


TOLD = {
    "NoSuchClause": "Put the clause back into the manual, or change what names it; then try again.",
    "Refused": "Mend what it says, then try again.",
    "NotAllowed": "Mend what it says, then try again.",
    "NeverOpen": "Look at the hours that count here, in the manual or a member's own; then try again.",
}
"""Errors whose own words are meant for people, each with what helps."""

KNOWN = {
    "NotThere": Plain(
        "What it was for is not there any more.", "Try again once; if it stays, tell whoever runs Rounds.", strange=True
    ),
    "ChangedMeanwhile": Plain("Somebody changed it at the same moment.", "Nothing: it is tried again by itself."),
    "IntegrityError": Plain(
        "The database refused it: it would have broken what must always hold.",
        "Tell whoever runs Rounds; nothing is lost meanwhile.",
        strange=True,
    ),
}
"""Errors that say nothing to people, in words that do."""

STRANGE = Plain(
    "Something stands there that Rounds does not expect.",
    "Tell whoever runs Rounds; nothing is lost meanwhile, and it is tried again by itself.",
    strange=True,
)


def plain(trouble: str) -> Plain:
    """Say in plain words what was written down of an error, and what helps."""
    kind, _, text = trouble.partition(": ")
    if kind in TOLD and text.strip():
        return Plain(f"{text[:1].upper()}{text[1:]}", TOLD[kind])
    return KNOWN.get(kind, STRANGE)
