"""How many tickets stand in lists and views: counted to a bound, all of them in one statement."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass

from rounds.desk.asking import Asking
from rounds.desk.queries.finding import state_of
from rounds.desk.queries.listing import Narrow
from rounds.desk.queries.narrowing import Reader, narrowed
from rounds.lists.clauses import NamedList, Of
from rounds.lists.queries.firms import accounts_narrow
from rounds.lists.queries.standing import STATES, narrow_of
from rounds.policies.conditions import When
from rounds.workspaces.rows import fetch

MOST = 100
"""Counting ends here, so that a number in the rail costs the same whatever the number of tickets; pages write "100+"."""


@dataclass(frozen=True, slots=True)
class Counted:
    """What is to be counted: one condition over `ticket`, or another table."""

    where: str
    values: tuple[object, ...]
    table: str = "ticket"

    @classmethod
    def of_list(cls, clause: NamedList, when: When) -> "Counted":
        """Count what a list of the manual shows."""
        if clause.of is Of.ACCOUNTS:
            narrow = accounts_narrow(clause, when)
            return cls(narrow.where, tuple(narrow.values), "account")
        return cls._of(STATES[clause.of], narrow_of(clause, when))

    @classmethod
    def of_view(cls, asking: Asking, reader: Reader) -> "Counted | None":
        """Count what a view shows; None where it looks for words, for what those find is not counted, and where it cannot be read
        any more, for what is left of it finds other tickets than it was kept for."""
        if asking.words or asking.problems or not asking.filters:
            return None
        return cls._of(state_of(asking).where, narrowed(asking, reader))

    @classmethod
    def _of(cls, state: str, narrow: Narrow) -> "Counted":
        where = f"{state} AND {narrow.where}" if narrow.where else state
        return cls(where, tuple(narrow.values))


def counted[Key: Hashable](wanted: Mapping[Key, Counted | None]) -> dict[Key, int]:
    """Count, up to MOST each."""
    asked = {key: each for key, each in wanted.items() if each is not None}
    if not asked:
        return {}
    parts = [
        f"(SELECT count(*) FROM (SELECT 1 FROM {each.table} WHERE {each.where} LIMIT {MOST}) few)"  # noqa: S608
        for each in asked.values()
    ]
    [found] = fetch(f"SELECT {', '.join(parts)}", [value for each in asked.values() for value in each.values])
    return dict(zip(asked, found, strict=True))


def said(count: int) -> str:
    """Write a count: "7", and "100+" for as many as were counted."""
    return f"{MOST}+" if count >= MOST else str(count)
