"""Priorities: which there are, and which a ticket may get."""

from rounds.basics.problems import Problem
from rounds.basics.text import listed
from rounds.desk.clauses import Priorities


def priority_problems(wanted: str, *, now: str | None, clause: Priorities | None) -> list[Problem]:
    """Say why a ticket cannot get this priority. now: the one it has. Source: clause kind `priorities`, key `highest first`."""
    if clause is None:
        return [Problem("no priorities", "The manual says nothing about priorities.", "Add a clause `priorities`.")]
    if wanted not in clause.highest_first:
        fix = f"The manual has {listed(clause.highest_first)}."
        return [Problem("unknown priority", f"There is no priority “{wanted}”.", fix, "priority", clause.identity)]
    if wanted == now:
        return [Problem("as it is", f"It is {wanted} already.", field="priority")]
    return []
