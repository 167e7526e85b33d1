"""What an import may write into a record that is known already: never over what somebody here wrote.

A value of ours is replaced only where it is empty, or still the one that the same source gave before.
"""

from collections.abc import Mapping
from dataclasses import dataclass

type Kept = object
"""A value as it stands in a row: text, number, yes or no, None."""


@dataclass(frozen=True, slots=True)
class Merge:
    """What a coming record does to a known one. write: new values. before: those they replace. ours: names that differ and stay."""

    write: dict[str, Kept]
    before: dict[str, Kept]
    ours: tuple[str, ...]


def merged(current: Mapping[str, Kept], given: Mapping[str, Kept], coming: Mapping[str, Kept]) -> Merge:
    """Hold what a source says now against what it said before and what stands here.

    current: as it stands; given: what this source gave last; coming: what it gives now. A name that a source does not
    give is left alone. Design import: no value that you have is overwritten.
    """
    write: dict[str, Kept] = {}
    ours: list[str] = []
    for name, value in coming.items():
        here = current.get(name)
        if _same(here, value) or (is_empty(value) and name not in given):
            continue
        if is_empty(here) or (name in given and _same(here, given[name])):
            write[name] = value
        else:
            ours.append(name)
    return Merge(write, {name: current.get(name) for name in write}, tuple(ours))


def restored(current: Mapping[str, Kept], before: Mapping[str, Kept], given: Mapping[str, Kept]) -> dict[str, Kept]:
    """Say which values come back when an import is taken back: those that are still as it wrote them."""
    return {name: value for name, value in before.items() if _same(current.get(name), given.get(name))}


def is_empty(value: Kept) -> bool:
    """Say whether nothing is known; a no is something."""
    return value is None or value == ""


def _same(one: Kept, other: Kept) -> bool:
    return (is_empty(one) and is_empty(other)) or (one == other and isinstance(one, bool) == isinstance(other, bool))
