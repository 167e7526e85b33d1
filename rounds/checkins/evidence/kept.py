"""What the figures suggested when all firms were asked of last, for as long as nothing came in since and the manual says the same.

To ask again would give the same, and takes a process that has Ibis and DuckDB: a page, a letter and a grade are told what is kept.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b
from typing import Any

from rounds.checkins.clauses import Grades
from rounds.checkins.models import GradeSuggested
from rounds.policies.book import Book
from rounds.policies.conditions import Condition, When
from rounds.telemetry.clauses import NamedFact
from rounds.telemetry.figures import Told, asked_in
from rounds.telemetry.queries import Stands
from rounds.timeline.rules import Fact
from rounds.workspaces.rows import find

type Said = list[Any]
"""A test as it is kept: what it says, the number, whether it is met, and the whole that it is a share of."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What the figures of a firm suggest. grade: empty where they fit none, or where nothing is known of it.

    told: what speaks for the grade. against: grades that come before it, each with the tests that it does not meet. as_of: the
    moment at which it was asked, up to which usage is known; None where no usage is here.
    """

    grade: str = ""
    told: tuple[Told, ...] = ()
    against: tuple[tuple[str, tuple[Told, ...]], ...] = ()
    as_of: datetime | None = None

    def facts(self) -> tuple[Fact, ...]:
        """Give the reasons as facts: figures and words of the manual, nothing of anybody."""
        known = (Fact("usage is known until", at=self.as_of),) if self.as_of else ()
        return (*known, *(Fact(each.said, each.there) for each in self.told))

    def as_json(self) -> dict[str, Any]:
        """Give its reasons as they are kept."""
        return {"told": _json(self.told), "against": [[grade, _json(tests)] for grade, tests in self.against]}


def mark(grades: Grades, manual: Book, known: Stands | None) -> str:
    """Say by which words of the manual, at which moment and by how many records figures suggest what they do; empty without usage.

    The words stand in it with what they come to at that moment, so that another manual that says the same changes nothing.
    """
    if known is None:
        return ""
    when = manual.when(known.until)
    asks = [(each.grade, _meant(each.when, when)) for each in grades.suggest or ()]
    names = dict.fromkeys(name for each in grades.suggest or () for name in asked_in(each.when))
    counted = [
        (fact.name, fact.count.value, fact.gone_with, _meant(fact.where, when))
        for fact in (manual.get(NamedFact, name) for name in names)
    ]
    words = repr((when.hours.zone.key, asks, counted)).encode()
    return f"{known.rows} {known.until.isoformat()} {blake2b(words, digest_size=16).hexdigest()}"


def _meant(condition: Condition, when: When) -> list[object]:
    """Give a condition as it is written, and what its spans come to."""
    bounds = [want.bounds(when) for test in condition.tests for want in test.wants]
    return [condition.written, bounds, _meant(condition.denied, when) if condition.denied else None]


def kept(accounts: Sequence[int], grades: Grades, manual: Book, known: Stands) -> dict[int, Suggestion]:
    """Give what is kept of these accounts and holds still."""
    values = [grades.name, mark(grades, manual, known), list(accounts)]
    rows = find(GradeSuggested, "grades = %s AND mark = %s AND account = ANY (%s)", values)
    return {row.account: _suggestion(row.grade, row.said, known.until) for row in rows}


def _suggestion(grade: str, said: dict[str, Any], as_of: datetime) -> Suggestion:
    against = tuple((one, _told(tests)) for one, tests in said["against"])
    return Suggestion(grade, _told(said["told"]), against, as_of)


def _json(tests: Sequence[Told]) -> list[Said]:
    return [[each.said, each.number, each.met, each.whole] for each in tests]


def _told(tests: Sequence[Said]) -> tuple[Told, ...]:
    return tuple(Told(*each) for each in tests)
