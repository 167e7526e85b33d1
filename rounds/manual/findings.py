"""What is wrong in a manual, said so that its writer can mend it at once."""

import re
from dataclasses import dataclass

_PLAIN = re.compile(r"\{?\w(?:[\w .'/()–-]|:(?=\d))*\}?")


@dataclass(frozen=True, order=True)
class Place:
    """A place in the manual, both counted from 1; columns count characters."""

    line: int
    column: int


@dataclass(frozen=True)
class Finding:
    """One error, or where it warns something that is worth a look and hinders nothing.

    clause: "kind: name", None outside of clauses. nearest: the valid word that was most likely meant.
    written: the text at that place that is wrong. fix: what can safely stand instead of it.
    """

    line: int
    column: int
    clause: str | None
    problem: str
    nearest: str | None = None
    fix: str | None = None
    written: str | None = None
    warns: bool = False

    @property
    def level(self) -> str:
        """Say whether it is an error or a warning."""
        return "warning" if self.warns else "error"

    @property
    def sentence(self) -> str:
        """Say what is wrong, with its full stop and the nearest word."""
        stop = "" if self.problem.endswith("?") else "."
        nearest = f" Nearest: “{self.nearest}”." if self.nearest else ""
        return f"{self.problem}{stop}{nearest}"

    def __str__(self) -> str:
        clause = f" in “{self.clause}”" if self.clause else ""
        level = "warning: " if self.warns else ""
        return f"line {self.line}, column {self.column}{clause}: {level}{self.sentence}"


def found(
    place: Place, problem: str, *, clause: str | None = None, nearest: str | None = None, written: str | None = None
) -> Finding:
    """Make a finding; where the nearest word can stand as it is, in the one line that is wrong, it is the fix.

    problem: a plain sentence without its full stop.
    """
    fits = nearest and written and "\n" not in written and _PLAIN.fullmatch(nearest)
    fix = nearest if fits else None
    return Finding(place.line, place.column, clause, problem, nearest=nearest, fix=fix, written=written)
