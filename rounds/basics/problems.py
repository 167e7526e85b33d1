"""What stands in the way of an act, and how a person mends it.

Rules return lists of problems; commands turn them into a refusal; every door shows the same words.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is missing or wrong.

    code: stable, for programs. text: a plain sentence. fix: what helps, as a sentence, or None. field: the form field it belongs to.
    clause: "kind: name" of the clause that says so, or None.
    """

    code: str
    text: str
    fix: str | None = None
    field: str | None = None
    clause: str | None = None


class Refused(Exception):
    """An act was not done; nothing has changed."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("; ".join(problem.text for problem in problems))

    def in_words(self) -> str:
        """Give the problems with what helps, one sentence after the other, to be kept where work went on without anybody."""
        return " ".join(f"{problem.text} {problem.fix or ''}".strip() for problem in self.problems)


class NotAllowed(Refused):
    """An act was not done because the actor has no right to it."""


class NotThere(Exception):
    """The record does not exist, or is not this workspace's: the two look the same from outside."""


class ChangedMeanwhile(Exception):
    """Somebody changed the record after it was read; the second write is refused.

    theirs: what stands now, mine: what was asked for; both label → text, for the page that shows both sides. version: the one that stands
    now, a number or a row's stamp; whoever sends it along writes on top of it.
    """

    def __init__(self, *, what: str, mine: Mapping[str, str], theirs: Mapping[str, str], version: int | str) -> None:
        self.what = what
        self.mine = dict(mine)
        self.theirs = dict(theirs)
        self.version = version
        super().__init__(f"{what} was changed meanwhile")


def refuse_if(problems: Sequence[Problem]) -> None:
    """Refuse the act where there are problems. Raises Refused."""
    if problems:
        raise Refused(problems)


BROKE = Problem("broke", "Something broke on our side.", "Try again; where it breaks again, the log says what it is.")
"""What people are told of work in a worker that broke for no reason that we foresaw."""
