"""The grades that were given, beside what the figures suggest: where they differ for long, somebody is told (A7)."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import LiteralString

from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.commands.settling import about
from rounds.checkins.events import GradeDiffers
from rounds.checkins.evidence.suggesting import Suggestion, suggested
from rounds.checkins.models import CheckIn, ProgrammesFollowed
from rounds.checkins.queries.standing import hours_of
from rounds.policies.book import Book
from rounds.policies.queries import book
from rounds.team.notices import notices_of
from rounds.team.queries import told_of
from rounds.telemetry.queries import known_until
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces import setwise
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import fetch, find, insert, update

MOST = 5_000
"""Check-ins that are compared in one transaction, by one question about all of them."""

AGAIN = timedelta(days=1)
"""How soon each is compared again: plumbing, for usage comes in all the time."""


NOTED = ("id", "suggested", "compared_at", "differs_since", "told_at")


@command
def compare_grades(*, at: datetime) -> bool:
    """Compare grades with what the figures suggest, and tell of those that differ for long. False where another loop does it.

    at: aware, UTC. Raises UsageTrouble. Source: A7; clause kind `grades`, keys `suggest` and `if they differ`.
    """
    found = find(ProgrammesFollowed, "workspace_id = %s FOR UPDATE SKIP LOCKED", [here()])
    if not found:
        return False
    [followed], manual = found, book()
    more = [_compare(programme, manual, at=at) for programme in manual.all(Programme)]
    followed.grades_at = at if any(more) else min([at + AGAIN, *_told_next(manual)])
    update(followed, "grades_at")
    return True


def _compare(programme: Programme, manual: Book, *, at: datetime) -> bool:
    """Compare the check-ins of a programme that have waited a day for it; True where there may be more of them."""
    grades = manual.find(Grades, programme.grades) if programme.grades else None
    if grades is None or not grades.suggest:
        return False
    long = [since for since, told_at in _waits(programme, grades, manual) if told_at <= at]
    rows = find(CheckIn, DUE, [programme.name, at - AGAIN, long, known_until(at) is not None, MOST])
    found = suggested([row.account_id for row in rows], grades, manual, at=at)
    for row in rows:
        _note(row, found[row.account_id], at)
    _tell_of_the_long([row for row in rows if row.differs_since], programme, grades, manual, found, at=at)
    setwise.update(CheckIn, [{name: getattr(row, name) for name in NOTED} for row in rows])
    return len(rows) == MOST


GRADED: LiteralString = "programme = %s AND exempt_at IS NULL AND grade <> '' AND"
DUE: LiteralString = f"""
    {GRADED} (compared_at IS NULL OR compared_at <= %s OR differs_since = ANY (%s::timestamptz[]) AND told_at IS NULL)
    AND (%s OR suggested <> '') ORDER BY id LIMIT %s FOR NO KEY UPDATE
"""
"""Where no usage is known, figures suggest nothing: only what they suggested before is gone over."""

WAITING = f"SELECT DISTINCT differs_since FROM check_in WHERE {GRADED} told_at IS NULL AND differs_since IS NOT NULL"  # noqa: S608


def _waits(programme: Programme, grades: Grades, manual: Book) -> list[tuple[datetime, datetime]]:
    """Say since when grades differ that nobody was told of yet, each moment with the one at which somebody is."""
    if (rule := grades.if_they_differ) is None:
        return []
    hours = hours_of(programme, manual)
    return [(each, rule.for_.after(each, hours=hours)) for (each,) in fetch(WAITING, [programme.name])]


def _told_next(manual: Book) -> list[datetime]:
    """Say when somebody is told next, so that it is then and not with the comparison of that day."""
    asked = [
        (programme, manual.find(Grades, programme.grades)) for programme in manual.all(Programme) if programme.grades
    ]
    waits = [
        each for programme, grades in asked if grades and grades.suggest for each in _waits(programme, grades, manual)
    ]
    return [min(told_at for _, told_at in waits)] if waits else []


def _note(row: CheckIn, found: Suggestion, at: datetime) -> None:
    """Note whether they differ, and since when."""
    row.suggested, row.compared_at = found.grade, at
    if found.grade in {"", row.grade}:
        row.differs_since, row.told_at = None, None
    else:
        row.differs_since = row.differs_since or at


def _tell_of_the_long(
    differ: Sequence[CheckIn],
    programme: Programme,
    grades: Grades,
    manual: Book,
    found: dict[int, Suggestion],
    *,
    at: datetime,
) -> None:
    """Tell, once each, whom the manual names and whoever has the ticket."""
    if (rule := grades.if_they_differ) is None:
        return
    hours = hours_of(programme, manual)
    long = [
        row
        for row in differ
        if row.differs_since and not row.told_at and rule.for_.after(row.differs_since, hours=hours) <= at
    ]
    told = [member.pk for member in told_of(rule.tell, at=at)] if long else []
    had_by = dict(CheckIn.objects.filter(id__in=[row.pk for row in long]).values_list("id", "ticket__assignee_id"))
    for row in long:
        row.told_at = at
        because = _because(row, grades, manual, found[row.account_id])
        happened = GradeDiffers(**about(row), grade=row.grade, suggested=row.suggested)
        event = entry(happened, by=Actor.clause(because.clause), at=at, because=because)
        whom = dict.fromkeys([*told, *([had_by[row.pk]] if had_by[row.pk] else [])])
        insert(event, *notices_of(event, list(whom), at=at))


def _because(row: CheckIn, grades: Grades, manual: Book, found: Suggestion) -> Because:
    facts = (
        Fact.called("it was graded", row.grade),
        Fact.called("the figures speak for", found.grade),
        Fact("they have differed since", at=row.differs_since),
        *found.facts(),
    )
    next_ = "somebody grades it anew, or leaves it; nobody is told again while they differ"
    return Because(grades.identity, manual.version, facts, next_, None, ("suggest", "if they differ"))
