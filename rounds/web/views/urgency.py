"""How urgent a ticket is, as pages draw it: a word and a shape, and nothing where it is as every ticket begins."""

from dataclasses import dataclass

from django.utils.text import capfirst

from rounds.desk.clauses import Priorities
from rounds.web.marks import HIGHER, LOWER


@dataclass(frozen=True, slots=True)
class Urgency:
    """A priority to draw. shape: the icon's name."""

    word: str
    shape: str


def urgency(priority: str, clause: Priorities | None) -> Urgency | None:
    """Draw a priority beside the one that tickets begin with, by the manual in force; None for that one."""
    if clause is None or not priority or priority == clause.to_begin_with:
        return None
    higher = clause.rank(priority) < clause.rank(clause.to_begin_with)
    return Urgency(capfirst(priority), HIGHER if higher else LOWER)
