"""What is here now, as far as a change of the manual can touch it; and the differences by kind of clause."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from rounds.manual.comparing import Difference
from rounds.policies.rules import Clause

MOST = 10_000
"""Tickets that get a target or stand in a list are counted so far."""


@dataclass(frozen=True)
class Here:
    """What is here. Tickets are those not closed. dated: with a reopen date of their own, which no check-in has; promised: of these, set by
    a person.

    kinds, queues, priorities: tickets by name. nobodys: tickets that nobody has, by queue. holders: tickets on hold, by whom they
    wait for. roles: active members by role. leaving: answers that can still be taken back.
    clocks: that run, by their target. gains: tickets, closed ones too, that get a target, by its name, and how many are closed.
    listed: tickets in a list, by its name: now, and by the new words; None where it is not there. Both are counted up to MOST.
    overtaken: clocks that run, by a target that now stands before theirs and is for their tickets too, and their own. Up to MOST.
    of_firms: the lists among them, by the new words, or by those that go, that are of accounts.
    on_programmes: check-ins on no ladder, and on one, by programme. graded: firms that have a grade, by programme.
    opening: check-ins on no ladder that would open at another moment, by programme, and how many of them on another day.
    titles: of check-ins, that would say something else of a grade, by grade, word and the other word, empty for none. called: those that
    would call a programme otherwise, by its name before and then. off_scale: firms whose grade would be on no scale, by grade and scale.
    moving: firms that would move, by the programme that they leave and the one that they go to: at once, and behind the end of a ladder.
    on_two: firms that two programmes are for, by both.
    """

    dated: int = 0
    promised: int = 0
    kinds: Mapping[str, int] = field(default_factory=dict)
    queues: Mapping[str, int] = field(default_factory=dict)
    priorities: Mapping[str, int] = field(default_factory=dict)
    nobodys: Mapping[str, int] = field(default_factory=dict)
    holders: Mapping[str, int] = field(default_factory=dict)
    roles: Mapping[str, int] = field(default_factory=dict)
    leaving: int = 0
    clocks: Mapping[str, int] = field(default_factory=dict)
    gains: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    overtaken: Mapping[tuple[str, str], int] = field(default_factory=dict)
    listed: Mapping[str, tuple[int | None, int | None]] = field(default_factory=dict)
    of_firms: frozenset[str] = frozenset()
    on_programmes: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    graded: Mapping[str, int] = field(default_factory=dict)
    opening: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    titles: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    called: Mapping[tuple[str, str], int] = field(default_factory=dict)
    off_scale: Mapping[tuple[str, str], int] = field(default_factory=dict)
    moving: Mapping[tuple[str, str], tuple[int, int]] = field(default_factory=dict)
    on_two: Mapping[tuple[str, str], int] = field(default_factory=dict)


def of_kind(found: Mapping[str, Difference], model: type[Clause]) -> list[tuple[str, Difference]]:
    """List the differences in clauses of a kind, by name."""
    start = f"{model.kind}: "
    return [(clause.removeprefix(start), each) for clause, each in found.items() if clause.startswith(start)]


def many(number: int) -> str:
    """Write a number that was counted up to MOST."""
    return f"{MOST:,} and more" if number >= MOST else f"{number:,}"
