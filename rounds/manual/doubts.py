"""What is worth a look before a sound manual comes into force here: it hinders nothing, and is seldom meant.

These are warnings: a role may be held from tomorrow on, a kind of firm may come with the next import.
"""

from collections.abc import Iterator
from datetime import datetime

from django.db.models import QuerySet

from rounds.accounts.models import Account
from rounds.desk.clauses import Queue, TicketKind
from rounds.desk.models import Ticket
from rounds.manual.findings import Finding
from rounds.manual.sheets import Sheet, Sheets
from rounds.policies.book import Book
from rounds.policies.conditions import Condition, When
from rounds.policies.rules import Clause
from rounds.policies.selecting import where
from rounds.team.models import Member
from rounds.team.rules import Role
from rounds.workspaces.models import WorkspaceModel


def _records(record: str) -> QuerySet[WorkspaceModel]:
    """Give the records that a condition speaks of."""
    return QuerySet({"ticket": Ticket, "firm": Account}[record])


def doubts(sheets: Sheets, book: Book, *, at: datetime) -> Iterator[Finding]:
    """Look at a sound manual beside the people and the records that are here. book: it, read. at: aware, UTC."""
    yield from _nobody_holds(sheets)
    when = book.when(at)
    for sheet in sheets:
        for key, condition in _conditions(sheet):
            yield from _met_by_none(sheet, key, condition, when)


def _nobody_holds(sheets: Sheets) -> Iterator[Finding]:
    """Find roles without anybody, and the queues that nobody works for that."""
    held = {role for roles in Member.objects.filter(active=True).values_list("roles", flat=True) for role in roles}
    for role in sheets.of(Role):
        if role.clause.name not in held:
            yield role.doubt(f"Nobody here holds the role “{role.clause.name}” yet; it is given on the People page")
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


def _conditions(sheet: Sheet[Clause]) -> Iterator[tuple[str, Condition]]:
    for field in type(sheet.clause).model_fields:
        value = getattr(sheet.clause, field)
        if isinstance(value, Condition):
            yield sheet.clause.key_of(field), value


def _met_by_none(sheet: Sheet[Clause], key: str, condition: Condition, when: When) -> Iterator[Finding]:
    """Find a condition that no record of this workspace meets, and the first of its tests that none does."""
    records = _records(condition.record)
    if not records.exists() or records.filter(where(condition, when)).exists():
        return
    for test in condition.tests:
        alone = Condition(condition.record, (test,))
        if not records.filter(where(alone, when)).exists():
            yield sheet.doubt(f"No {condition.record} here meets “{alone}”", key, test.field.name)
            return
    yield sheet.doubt(f"No {condition.record} here meets all of this: {condition}", key)
