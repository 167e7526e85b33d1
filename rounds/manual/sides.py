"""One manual as it is held against another: its head, its clauses, and the prose around them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from rounds.manual.checking import Checked
from rounds.manual.front import Front
from rounds.manual.reading import front_end
from rounds.policies.rules import Clause


@dataclass(frozen=True)
class Side:
    """A manual. text: all of it. head: the keys of its front matter with their values as text; prose: its lines outside of clauses."""

    text: str
    head: Mapping[str, str]
    clauses: tuple[Clause, ...]
    prose: tuple[str, ...]


def side_of(checked: Checked) -> Side:
    """Give a manual that was just read. It must have no findings."""
    assert checked.front, "a manual without findings has a front"
    ranges = [(sheet.written.line_from, sheet.written.line_to) for sheet in checked.sheets]
    clauses = [sheet.clause for sheet in checked.sheets]
    return side(checked.text, front=front_of(checked.front), clauses=clauses, ranges=ranges)


def front_of(front: Front) -> dict[str, object]:
    """Give the front matter as it is stored."""
    return front.model_dump(mode="json", by_alias=True, exclude_none=True)


def side(
    text: str, *, front: Mapping[str, object], clauses: Sequence[Clause], ranges: Iterable[tuple[int, int]]
) -> Side:
    """Put a side together. front: as it is stored. ranges: first and last line of each clause, counted from 1."""
    lines = text.split("\n")
    inside = {number for start, end in ranges for number in range(start, end + 1)}
    around = enumerate(lines[front_end(lines) :], front_end(lines) + 1)
    prose = tuple(line.strip() for number, line in around if number not in inside and line.strip())
    return Side(text, {key: _said(value) for key, value in front.items()}, tuple(clauses), prose)


def _said(value: object) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{key}: {one}" for key, one in value.items())
    return ", ".join(str(one) for one in value) if isinstance(value, list | tuple) else str(value)
