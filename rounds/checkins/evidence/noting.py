"""What a finding begins with, of what is known: each a line that says of which days it is, so that next year's takes its place (A6)."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import date
from enum import StrEnum

from rounds.checkins.evidence.clauses import Evidence
from rounds.checkins.evidence.dates import Dates
from rounds.checkins.evidence.saying import going_well, not_used
from rounds.checkins.evidence.seen import Seen
from rounds.telemetry.queries import Holder, User

MOST = 5
"""People and things that one line names."""


class Piece(StrEnum):
    """What of the evidence a part of a finding begins with, beside the figures that have names of their own."""

    FIGURES = "figures"
    ACTIVE = "active users"
    QUIET = "quiet users"
    WELL = "what goes well"
    UNUSED = "what is not used"
    DRAFTS = "drafts"


CHANGED = ", changed since"
"""Stands behind the days of a line that was offered and that somebody has changed: from then on it is their own."""

_DAYS = r"\(counted from (\d{4}-\d\d-\d\d) to (\d{4}-\d\d-\d\d)"

COUNTED = re.compile(rf"^.* {_DAYS}\)$")
"""A line that was offered once."""

ONCE_COUNTED = re.compile(rf"^.* {_DAYS}(?:{CHANGED})?\)$")
"""The same, whether or not somebody has changed it."""


def offered(
    seen: Seen,
    evidence: Evidence,
    dates: Dates,
    *,
    busy: Sequence[User],
    quiet: Sequence[User],
    holders: Sequence[Holder],
) -> dict[str, str]:
    """Give what each part of a finding begins with; nothing where nothing is known of the firm, or the manual does not ask for that.

    busy: who did the most in the dates, the most first. Where it is known that there is nothing, it says so: else what was counted
    last would stand for ever.

    Source: A6; clause kind `evidence`, key `in the finding`.
    """
    if not seen.is_known:
        return {}
    behind = f" (counted from {dates.first_day.isoformat()} to {dates.last_day.isoformat()})"
    said = {
        Piece.FIGURES: "; ".join(_figure(seen, str(name)) for name in evidence.figures or ()),
        Piece.ACTIVE: _people(busy, seen.active) or "nobody was seen to use it",
        Piece.QUIET: _quiet(quiet, seen, evidence),
        Piece.WELL: _things(going_well(seen, evidence)) or "nothing stands out",
        Piece.UNUSED: _things(not_used(seen)) or "nothing lies unused",
        Piece.DRAFTS: _drafts(holders, seen),
    }
    known: Mapping[str, str] = {
        **{name: _figure(seen, name) for name in seen.figures},
        **{piece.value: text for piece, text in said.items() if evidence.knows(piece)},
    }
    found = {each.word: known.get(each.means, "") for each in evidence.in_the_finding or ()}
    return {need: f"{text}{behind}" for need, text in found.items() if text}


UNBROKEN = "\N{NON-BREAKING HYPHEN}"
"""Stands in the days of a counted line while a page shows it: where a line is narrow, no day breaks at it."""

_DAY = re.compile(rf"(\d{{4}})[-{UNBROKEN}](\d\d)[-{UNBROKEN}](\d\d)")


def unbroken(text: str) -> str:
    """Give a text as a page shows it, with the days of its counted lines in one piece. `as_typed` reads it."""
    return "\n".join(
        _DAY.sub(rf"\1{UNBROKEN}\2{UNBROKEN}\3", line) if ONCE_COUNTED.match(line) else line
        for line in text.splitlines()
    )


def as_typed(text: str) -> str:
    """Give a text that a page showed as it is kept."""
    return _DAY.sub(r"\1-\2-\3", text)


def carried(was: str, offer: str) -> str:
    """Put what is known now before what was found last; it takes the place of what was known then."""
    own = "\n".join(line for line in was.splitlines() if not COUNTED.match(line)).strip("\n") if offer else was
    return "\n".join(each for each in (offer, own) if each)


def days_counted(lines: Iterable[str]) -> set[tuple[date, date]]:
    """Give the days of which counted lines say that they are, each pair once; a line of no day that there is was never offered."""
    found = set()
    for line in lines:
        if counted := COUNTED.match(line):
            with suppress(ValueError):
                found.add((date.fromisoformat(counted[1]), date.fromisoformat(counted[2])))
    return found


def as_kept(wrote: str, began: str) -> str:
    """Give a part of a finding as it is kept: a counted line that its form did not begin with is the writer's own, and says so."""
    offered_then = set(began.splitlines())
    return "\n".join(
        f"{line.removesuffix(')')}{CHANGED})" if COUNTED.match(line) and line not in offered_then else line
        for line in wrote.splitlines()
    )


def _figure(seen: Seen, name: str) -> str:
    each = seen.figures[name]
    before = f", {each.before:,} a year before" if each.before else ""
    return f"{name}: {each.number:,}{before}"


def _people(people: Sequence[User], many: int) -> str:
    """Name them, with what they are."""
    return _and_more([f"{each.name}, {each.role}" if each.role else each.name for each in people[:MOST]], many)


def _quiet(people: Sequence[User], seen: Seen, evidence: Evidence) -> str:
    if evidence.users is None:
        return ""
    if not seen.quiet:
        return f"nobody was quiet for {evidence.users.quiet_after}"
    return _and_more([f"{each.name}, last on {each.last_at:%Y-%m-%d}" for each in people[:MOST]], seen.quiet)


def _drafts(holders: Sequence[Holder], seen: Seen) -> str:
    theirs = "".join(f"; {each.name or 'nobody named'} has {each.items:,}" for each in holders[:1])
    return f"{seen.drafts:,} left{theirs}"


def _things(said: Iterator[str]) -> str:
    found = list(dict.fromkeys(said))
    return _and_more(found[:MOST], len(found))


def _and_more(named: Sequence[str], many: int) -> str:
    more = f"; and {many - len(named):,} more" if many > len(named) else ""
    return f"{'; '.join(named)}{more}" if named else ""
