"""Two texts beside each other, line by line: what only one of them has."""

from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

MOST = 40
"""Lines of a side that are shown; a text that was written anew is not read in a comparison."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A line of either text. tone: `del` where only the first has it, `ins` where only the second has it, else empty."""

    text: str
    tone: str = ""


def beside(before: str, after: str) -> tuple[Piece, ...]:
    """Put two texts beside each other: the lines that differ, each with one line around it."""
    old, new = before.split("\n"), after.split("\n")
    groups = SequenceMatcher(a=old, b=new).get_grouped_opcodes(1)
    return tuple(piece for group in groups for codes in group for piece in _pieces(codes, old, new))[: 2 * MOST]


def apart(mine: str, theirs: str) -> tuple[str, str]:
    """Give the lines of each text that the other has not, with their numbers."""
    one, other = mine.split("\n"), theirs.split("\n")
    codes = [code for code in SequenceMatcher(a=one, b=other).get_opcodes() if code[0] != "equal"]
    return (
        _numbered(one, [(start, end) for _, start, end, _, _ in codes]),
        _numbered(other, [(start, end) for _, _, _, start, end in codes]),
    )


def _pieces(codes: tuple[str, int, int, int, int], old: list[str], new: list[str]) -> Iterator[Piece]:
    tag, old_from, old_to, new_from, new_to = codes
    if tag == "equal":
        yield from (Piece(line) for line in old[old_from:old_to])
        return
    yield from (Piece(line, "del") for line in old[old_from:old_to])
    yield from (Piece(line, "ins") for line in new[new_from:new_to])


def _numbered(lines: list[str], ranges: list[tuple[int, int]]) -> str:
    found = [f"{number + 1}: {lines[number]}" for start, end in ranges for number in range(start, end)]
    more = [f"and {len(found) - MOST} lines more"] if len(found) > MOST else []
    return "\n".join([*found[:MOST], *more]) or "nothing that the other has not"
