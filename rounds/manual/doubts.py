"""What is worth a look before a sound manual comes into force here: it hinders nothing, and is seldom meant.

These are warnings: a role may be held from tomorrow on, a kind of firm may come with the next import.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from rounds.accounts.models import Account
from rounds.desk.clauses import Queue, TicketKind
from rounds.desk.models import Ticket
from rounds.manual.findings import Finding
from rounds.manual.sheets import Sheet, Sheets
from rounds.policies.book import Book
from rounds.policies.conditions import Condition, Test, TextType, When
from rounds.policies.rules import Clause
from rounds.policies.selecting import where
from rounds.team.models import Member
from rounds.team.rules import Role
from rounds.workspaces.rows import fetch

RECORDS: dict[str, QuerySet[Any]] = {"ticket": QuerySet(Ticket), "firm": QuerySet(Account)}
"""The records that conditions speak of."""


@dataclass(frozen=True)
class Asked:
    """A condition of a clause. tests: those that are worth a look by themselves. whole: and so is all of it together."""

    sheet: Sheet[Clause]
    key: str
    condition: Condition
    tests: tuple[Test, ...]
    whole: bool

    def records(self, condition: Condition, when: When) -> QuerySet[Any]:
        return RECORDS[condition.record].filter(where(condition, when))


def doubts(sheets: Sheets, book: Book, *, at: datetime) -> Iterator[Finding]:
    """Look at a sound manual beside the people and the records that are here. book: it, read. at: aware, UTC."""
    yield from _nobody_holds(sheets)
    if asked := [each for sheet in sheets for each in _conditions(sheet) if each.whole or each.tests]:
        yield from _met_by_none(asked, book.when(at))


def _nobody_holds(sheets: Sheets) -> Iterator[Finding]:
    """Find roles without anybody, and the queues that nobody works for that."""
    held = {role for roles in Member.objects.filter(active=True).values_list("roles", flat=True) for role in roles}
    for role in sheets.of(Role):
        if role.clause.name not in held:
            yield role.doubt(f"Nobody here has the role “{role.clause.name}” yet; it is given on the People page")
    for queue in sheets.of(Queue):
        if queue.clause.worked_by not in held:
            problem = f"Nobody works this queue: nobody here is “{queue.clause.worked_by}”"
            yield queue.doubt(problem, "worked by")
    stood_in_for = {role.clause.name for role in sheets.of(Role) if role.clause.stand_in}
    for kind in sheets.of(TicketKind):
        by = kind.clause.worked_by
        if by and by not in held:
            yield kind.doubt(f"Nobody works tickets of this kind: nobody here is “{by}”", "worked by")
        if by and not kind.clause.stand_in and by not in stood_in_for:
            problem = (
                f"Nobody stands in for whoever is “{by}”: while none of them is at work, tickets of this kind wait"
            )
            yield kind.doubt(problem, "worked by")


def _conditions(sheet: Sheet[Clause]) -> Iterator[Asked]:
    """List the conditions of a clause; of one that waits for what is rare, the words of the team's own in it."""
    for field in type(sheet.clause).model_fields:
        value = getattr(sheet.clause, field)
        if isinstance(value, Condition) and value.record in RECORDS:
            seldom = sheet.clause.seldom
            tests = [test for test in value.tests if not seldom or isinstance(test.field.type, TextType)]
            yield Asked(sheet, sheet.clause.key_of(field), value, tuple(tests), whole=not seldom)


def _met_by_none(asked: list[Asked], when: When) -> Iterator[Finding]:
    """Find conditions that no record of this workspace meets, and the first of their tests that none does: two statements."""
    here = dict(zip(RECORDS, _are_there(list(RECORDS.values())), strict=True))
    wanted = [each for each in asked if here[each.condition.record]]
    met = _are_there([each.records(each.condition, when) for each in wanted])
    unmet = [each for each, some in zip(wanted, met, strict=True) if not some]
    alone = [(each, Condition(each.condition.record, (test,)), test) for each in unmet for test in each.tests]
    known = _are_there([each.records(one, when) for each, one, _ in alone])
    first: dict[int, Finding] = {}
    for (each, one, test), some in zip(alone, known, strict=True):
        if not some:
            problem = f"No {one.record} here meets “{one}”"
            first.setdefault(id(each), each.sheet.doubt(problem, each.key, test.field.name))
    for each in unmet:
        if id(each) in first:
            yield first[id(each)]
        elif each.whole:
            problem = f"No {each.condition.record} here meets all of this: {each.condition}"
            yield each.sheet.doubt(problem, each.key)


def _are_there(records: list[QuerySet[Any]]) -> list[bool]:
    """Say of each whether it has any row."""
    if not records:
        return []
    parts = [rows.values("pk")[:1].query.sql_with_params() for rows in records]
    statement = f"SELECT {', '.join(f'EXISTS ({part})' for part, _ in parts)}"
    [found] = fetch(statement, [value for _, values in parts for value in values])
    return list(found)
