"""What a text would change if it came into force now: every error, or every difference and what it touches."""

from dataclasses import dataclass
from datetime import datetime

from rounds.basics.problems import Problem
from rounds.manual.checking import Checked, by_place, checked
from rounds.manual.comparing import Comparison, compare
from rounds.manual.doubts import doubts
from rounds.manual.findings import Finding
from rounds.manual.fitness import misfits
from rounds.manual.queries.here import here, proposed_book
from rounds.manual.queries.versions import side_in_force
from rounds.manual.sides import front_of, side_of
from rounds.manual.touching import touched
from rounds.policies.book import read_book
from rounds.policies.queries import book


@dataclass(frozen=True)
class Proposal:
    """A text held against the manual in force.

    text: with plain line ends. comparison: None where there are findings. same: it is that manual, letter for letter.
    problems: why it would be refused although it has no error of its own. doubts: what is worth a look, and hinders nothing.
    """

    text: str
    in_force: int
    findings: tuple[Finding, ...]
    comparison: Comparison | None
    same: bool = False
    touches: tuple[str, ...] = ()
    problems: tuple[Problem, ...] = ()
    doubts: tuple[Finding, ...] = ()

    @property
    def could_come(self) -> bool:
        """Say whether it would be accepted as things are."""
        return self.comparison is not None and not self.same and not self.problems

    @property
    def next_version(self) -> int:
        return self.in_force + 1


def proposal(text: str, *, at: datetime) -> Proposal:
    """Check a text, and hold it against the manual in force. at: aware, UTC. Raises Refused where none is."""
    in_force, read = book().version, checked(text)
    if read.findings:
        return Proposal(read.text or text, in_force, read.findings, None)
    before, after = side_in_force(), side_of(read)
    comparison, same = compare(before, after), before.text == after.text
    doubtful = doubts_of(read, at=at)
    if comparison.nothing:
        return Proposal(read.text, in_force, (), comparison, same, doubts=doubtful)
    assert read.front, "a manual without findings has a front"
    proposed = proposed_book(after, front_of(read.front))
    touches = touched(comparison, after=after, here=here(comparison, after, proposed, at=at))
    return Proposal(read.text, in_force, (), comparison, same, touches, tuple(misfits(read.sheets)), doubtful)


def doubts_of(read: Checked, *, at: datetime) -> tuple[Finding, ...]:
    """List what is worth a look in a sound manual, seen from this workspace, in the order of its lines."""
    clauses = [sheet.clause for sheet in read.sheets]
    read_under = read_book(version=0, title="", front=front_of(read.front), clauses=clauses) if read.front else None
    found = [*read.doubts, *(doubts(read.sheets, read_under, at=at) if read_under else ())]
    return tuple(sorted(found, key=by_place))
