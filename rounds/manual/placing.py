"""Says which clauses stand elsewhere in a manual, of the kinds whose order decides."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rounds.basics.text import counted, listed
from rounds.manual.lines import changes
from rounds.policies.rules import Clause, InOrder

NAMED = 3
"""So many clauses are named that one has overtaken; of more, their number is said."""

MOST = 100
"""So many clauses of a kind are said to stand elsewhere; whoever moves more reads the manual."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a clause stands now. decides: how the order does. before, behind: the clauses that it newly stands before, or behind.

    Neither: it is the first.
    """

    decides: str
    before: tuple[str, ...] = ()
    behind: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Say it: "stands before target: usual, and the first that fits counts"."""
        where = (
            f"before {_some(self.before)}"
            if self.before
            else f"behind {_some(self.behind)}"
            if self.behind
            else "first"
        )
        return f"stands {where}, and {self.decides}"


type Group = tuple[str, object]
"""A kind, and the value of the key by which its clauses are apart."""


def places(before: Sequence[Clause], after: Sequence[Clause]) -> dict[str, Place]:
    """Find the clauses whose place is another one, or new among others, by identity; only where that decides."""
    old, new = _groups(before), _groups(after)
    found: dict[str, Place] = {}
    for group, (order, now) in new.items():
        was = old[group][1] if group in old else []
        if order.first_alone:
            found |= dict(_first(was, now, order))
        else:
            found |= {**dict(_come_between(was, now, order)), **dict(_moved(was, now, order))}
    return found


def _groups(clauses: Sequence[Clause]) -> dict[Group, tuple[InOrder, list[str]]]:
    found: dict[Group, tuple[InOrder, list[str]]] = {}
    for clause in clauses:
        if order := clause.in_order:
            group = clause.kind, getattr(clause, order.among) if order.among else None
            found.setdefault(group, (order, []))[1].append(clause.identity)
    return found


def _first(was: list[str], now: list[str], order: InOrder) -> Iterator[tuple[str, Place]]:
    """Say what is first now; of one that came for another that went, both are said anyhow."""
    if was and was[0] != now[0] and (was[0] in now or now[0] in was):
        yield now[0], Place(order.decides)


def _come_between(was: list[str], now: list[str], order: InOrder) -> Iterator[tuple[str, Place]]:
    """Say before which the new ones stand."""
    known = set(was)
    new = [place for place, identity in enumerate(now) if identity not in known]
    for place in new[:MOST]:
        if behind := tuple(identity for identity in now[place:] if identity in known):
            yield now[place], Place(order.decides, before=behind)


def _moved(was: list[str], now: list[str], order: InOrder) -> Iterator[tuple[str, Place]]:
    """Say of as few as can be which they stand before now, or behind."""
    both = set(was) & set(now)
    old, new = ([identity for identity in some if identity in both] for some in (was, now))
    stood = {identity: place for place, identity in enumerate(old)}
    moved = [place for _, _, start, end in changes(old, new) for place in range(start, end)]
    elsewhere = {new[place] for place in moved}
    for place in moved[:MOST]:
        identity = new[place]
        before = tuple(each for each in new[place + 1 :] if stood[each] < stood[identity])
        behind = tuple(each for each in new[:place] if stood[each] > stood[identity] and each not in elsewhere)
        if before:
            yield identity, Place(order.decides, before=before)
        elif len(behind) == 1:
            yield behind[0], Place(order.decides, before=(identity,))
        elif behind:
            yield identity, Place(order.decides, behind=behind)


def _some(identities: Sequence[str]) -> str:
    if len(identities) <= NAMED:
        return listed(identities)
    return f"{', '.join(identities[:NAMED])} and {counted(len(identities) - NAMED, 'other')}"
