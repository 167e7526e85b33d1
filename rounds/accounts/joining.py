"""Two contacts are one person: which may be joined, and what the one that stays learns from the other.

The other's row stays behind it and says where they went: history points at it, and whoever takes the act back needs it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rounds.accounts.merging import Kept, is_empty
from rounds.basics.problems import Problem

type Flat = Mapping[str, Kept]
"""A contact's values by name, with declared fields beside the columns (`shelves.py`)."""


@dataclass(frozen=True, slots=True)
class Side:
    """One of two contacts. joined_into: the one it was joined into already. erased: nothing is known of them any more."""

    id: int
    name: str
    joined_into: int | None
    erased: bool
    values: Flat


def join_problems(kept: Side, other: Side) -> list[Problem]:
    """Say why the other cannot be joined into the one that stays."""
    if kept.id == other.id:
        return [Problem("same", "This is one contact already.", "Choose another one.", "other")]
    problems = [joined_problem(each.name, field="other") for each in (kept, other) if each.joined_into]
    if any(each.erased for each in (kept, other)):
        text = "What was known of one of the two was erased."
        problems.append(Problem("erased", text, "An erased contact stands alone.", "other"))
    return problems


def joined_problem(name: str, *, field: str | None = None) -> Problem:
    """Say that a contact is another one now."""
    text = f"{name} was joined into another contact."
    return Problem("joined", text, "Do it there, or take the joining back.", field)


def learned(kept: Flat, other: Flat) -> dict[str, Kept]:
    """Say what the one that stays learns: values that it lacks and the other has. Its name is its own."""
    return {
        name: value
        for name, value in other.items()
        if name != "name" and is_empty(kept.get(name)) and not is_empty(value)
    }


def unlearned(names: Sequence[str], kept: Flat, other: Flat) -> dict[str, Kept]:
    """Say which values go again when the joining is taken back: those that are still as the other has them."""
    return {name: None for name in names if kept.get(name) == other.get(name)}
