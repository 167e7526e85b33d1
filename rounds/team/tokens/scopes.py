"""What a token may be for: single acts of the one table of permission, or groups of them that people can read.

A scope only narrows. What a token may do is what its member may do at this moment, and of that what its scopes name.
"""

from collections.abc import Iterable

from rounds.basics.problems import Problem
from rounds.basics.text import nearest
from rounds.team.permissions import ACTS

READ = "read everything"
WORK = "work tickets"
ALL = "everything"

GROUPS: dict[str, frozenset[str]] = {
    READ: frozenset(act for act in ACTS if act.startswith(("read ", "see "))),
    WORK: frozenset(
        {
            "read the desk",
            "open tickets",
            "answer customers",
            "write notes",
            "assign tickets",
            "close tickets",
            "set dates",
        }
    ),
    ALL: ACTS,
}
"""Groups of acts by the word that a token carries. A group grows with the table; a token that has it grows too."""

SCOPES: frozenset[str] = ACTS | frozenset(GROUPS)


def acts_of_scopes(scopes: Iterable[str]) -> frozenset[str]:
    """Collect the acts that these scopes name. A word that is no scope any more names none."""
    return frozenset(act for scope in scopes for act in GROUPS.get(scope, {scope} & ACTS))


def scope_problems(scopes: Iterable[str]) -> list[Problem]:
    """Say which words are no scopes, and where none was chosen."""
    chosen = list(scopes)
    if not chosen:
        return [Problem("no scope", "A token is for something.", "Choose what the program may do.", field="scopes")]
    return [
        Problem("unknown scope", f"There is no scope “{scope[:60]}”.", _fix(scope), field="scopes")
        for scope in chosen
        if scope not in SCOPES
    ]


def _fix(scope: str) -> str:
    near = nearest(scope, SCOPES)
    return (
        f"Nearest: “{near}”." if near else f"Groups are {', '.join(GROUPS)}; any act of the manual's roles is one too."
    )
