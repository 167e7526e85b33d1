"""What a letter says of the evidence: what goes well, what lies there unused, how one learns it, and who is not seen any more (A8)."""

from collections.abc import Iterator, Sequence

from rounds.basics.text import counted, listed
from rounds.checkins.evidence.clauses import Evidence
from rounds.checkins.evidence.seen import Seen, Use
from rounds.desk.letters import GOING_WELL, NOT_USED, QUIET, TRAINING
from rounds.telemetry.queries import User
from rounds.telemetry.queries.people import ERASED

MOST = 5
"""Lines of each, and people by name, so that a letter stays one."""


def letter_words(seen: Seen, evidence: Evidence, *, quiet: Sequence[User]) -> dict[str, str]:
    """Give the fields of a template that speak of evidence: each a list, a line a thing, empty where there is nothing to say.

    quiet: the first ones who were not seen of late; they stand in one line.
    """
    idle = list(not_used(seen))
    tips = [f"{feature}: {tip}" for feature in dict.fromkeys(idle) if (tip := evidence.tip(feature))]
    return {
        GOING_WELL: _lines(going_well(seen, evidence)),
        NOT_USED: _lines(iter(idle)),
        TRAINING: _lines(iter(tips)),
        QUIET: _by_name(quiet, seen.quiet),
    }


def going_well(seen: Seen, evidence: Evidence) -> Iterator[str]:
    """Name what grew on the year before, what is used most, and what is on: only what is used to this day, by the manual's span.

    An integration is on until somebody switches it off, so of a firm that does nothing any more it says nothing.
    """
    grown = seen.figures.get(evidence.by_month or "")
    if grown and grown.lately and grown.number > grown.before > 0:
        yield f"{grown.number:,} {evidence.by_month}, {grown.before:,} a year before"
    used: list[Use] = sorted((each for each in seen.features if each.lately), key=lambda each: -each.used)
    yield from (each.feature for each in used)
    if used or (grown and grown.lately):
        yield from (each.name for each in seen.integrations if each.on)


def not_used(seen: Seen) -> Iterator[str]:
    """Name what a firm has and does not use, and what is switched off."""
    yield from (each.feature for each in seen.features if each.idle)
    yield from (each.name for each in seen.integrations if not each.on)


def _lines(said: Iterator[str]) -> str:
    return "\n".join(f"- {each}" for each in list(dict.fromkeys(said))[:MOST])


def _by_name(people: Sequence[User], many: int) -> str:
    """Name some people and count the others: `Ada, Ben and 12 others`. Whoever was erased is one of the others."""
    names = [" ".join(each.name.split()) for each in people if each.name != ERASED][:MOST]
    if not names:
        return counted(many, "person", "people") if many else ""
    left = many - len(names)
    others = [f"{left:,} {'other' if left == 1 else 'others'}"] if left else []
    return listed([*names, *others])
