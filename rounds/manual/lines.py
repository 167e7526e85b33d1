"""Two texts beside each other, line by line: what only one of them has.

Bounded, whatever the texts: they are compared while others wait for the draft's row. Lines that stand once in each text hold
them together; only the gaps between those are searched for what else is alike, and of great gaps, nothing.
"""

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST = 40
"""Lines of a side that are shown; a text that was written anew is not read in a comparison."""

WIDEST_GAP = 10_000
"""Pairs of lines up to which a gap is searched; its time may grow with the third power of its length."""

MOST_SEARCHED = 200_000
"""Pairs of lines that are searched in all gaps of one comparison."""

Stretch = tuple[int, int, int, int]
"""From where to where in the first text, and in the second."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of either text. tone: `del` where only the first has it, `ins` where only the second has it, else empty."""

    text: str
    tone: str = ""


def beside(before: str, after: str) -> tuple[Piece, ...]:
    """Put two texts beside each other: the lines that differ, each with one line around it."""
    old, new = before.split("\n"), after.split("\n")
    shown: list[Piece] = []
    last = 0
    for one, one_end, other, other_end in changes(old, new):
        shown += [Piece(line) for line in _around(old, last, one)]
        shown += [Piece(line, "del") for line in old[one:one_end]]
        shown += [Piece(line, "ins") for line in new[other:other_end]]
        shown += [Piece(line) for line in old[one_end : one_end + 1]]
        last = one_end + 1
    return tuple(shown[: 2 * MOST])


def _around(old: list[str], last: int, start: int) -> list[str]:
    """Give the line before a change, where it is not shown already."""
    return old[start - 1 : start] if start > last else []


def apart(mine: str, theirs: str) -> tuple[str, str]:
    """Give the lines of each text that the other has not, with their numbers."""
    one, other = mine.split("\n"), theirs.split("\n")
    found = list(changes(one, other))
    return (
        _numbered(one, [(start, end) for start, end, _, _ in found]),
        _numbered(other, [(start, end) for _, _, start, end in found]),
    )


def changes(old: list[str], new: list[str]) -> Iterator[Stretch]:
    """Give the stretches that differ, in order."""
    one = other = 0
    for start, start_there, length in [*_alike(old, new), (len(old), len(new), 0)]:
        if (one, other) != (start, start_there):
            yield one, start, other, start_there
        one, other = start + length, start_there + length


def _alike(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int]]:
    """Give the stretches that are the same, joined where they meet: where each begins, and how many lines it has."""
    held: tuple[int, int, int] | None = None
    for start, start_there, length in _blocks(old, new):
        if held and (held[0] + held[2], held[1] + held[2]) == (start, start_there):
            held = (held[0], held[1], held[2] + length)
            continue
        if held:
            yield held
        held = (start, start_there, length)
    if held:
        yield held


def _blocks(old: list[str], new: list[str]) -> Iterator[tuple[int, int, int]]:
    """Give what is alike: the beginning, the end, the lines that stand once, and what the gaps between them share."""
    top = _shared(zip(old, new, strict=False))
    end = _shared(zip(reversed(old[top:]), reversed(new[top:]), strict=False))
    one, other, left = top, top, MOST_SEARCHED
    last, last_there = len(old) - end, len(new) - end
    if top:
        yield 0, 0, top
    for start, start_there in [*_anchors(old, new, top, last, last_there), (last, last_there)]:
        pairs = (start - one) * (start_there - other)
        if 0 < pairs <= min(WIDEST_GAP, left):
            left -= pairs
            gap = SequenceMatcher(a=old[one:start], b=new[other:start_there], autojunk=False)
            yield from ((one + a, other + b, size) for a, b, size in gap.get_matching_blocks() if size)
        if start < last:
            yield start, start_there, 1
        one, other = start + 1, start_there + 1
    if end:
        yield last, last_there, end


def _shared(pairs: Iterator[tuple[str, str]]) -> int:
    """Count how many lines are the same from here on."""
    count = 0
    for one, other in pairs:
        if one != other:
            break
        count += 1
    return count


def _anchors(old: list[str], new: list[str], top: int, last: int, last_there: int) -> list[tuple[int, int]]:
    """Find the lines that stand once in each text, the most of them that keep their order: patience sorting."""
    once, once_there = Counter(old[top:last]), Counter(new[top:last_there])
    place = {line: at for at, line in enumerate(new[top:last_there], top) if once_there[line] == 1}
    found = [(at, place[line]) for at, line in enumerate(old[top:last], top) if once[line] == 1 and line in place]
    tails: list[int] = []
    piles: list[int] = []
    before: list[int] = []
    for index, (_, there) in enumerate(found):
        pile = bisect_left(tails, there)
        before.append(piles[pile - 1] if pile else -1)
        tails[pile : pile + 1] = [there]
        piles[pile : pile + 1] = [index]
    kept: list[tuple[int, int]] = []
    index = piles[-1] if piles else -1
    while index >= 0:
        kept.append(found[index])
        index = before[index]
    return kept[::-1]


def _numbered(lines: list[str], ranges: list[tuple[int, int]]) -> str:
    found = [f"{number + 1}: {lines[number]}" for start, end in ranges for number in range(start, end)]
    more = [f"and {len(found) - MOST} lines more"] if len(found) > MOST else []
    return "\n".join([*found[:MOST], *more]) or "nothing that the other has not"
