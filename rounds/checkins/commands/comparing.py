"""The grades that were given, beside what the figures suggest: where they differ for long, somebody is told (A7)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import LiteralString

from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.commands.keeping_suggestions import keep_suggestions
from rounds.checkins.commands.settling import about
from rounds.checkins.events import GradeDiffers
from rounds.checkins.evidence.kept import Suggestion, mark
from rounds.checkins.evidence.suggesting import suggested
from rounds.checkins.models import CheckIn, ProgrammesFollowed
from rounds.checkins.queries.standing import hours_of
from rounds.policies.book import Book
from rounds.policies.queries import book
from rounds.team.notices import notices_of
from rounds.team.queries import told_of
from rounds.telemetry.queries import stands
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor, Because, Fact
from rounds.workspaces import setwise
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import fetch, find, insert, update

MOST = 5_000
"""Check-ins that are compared in one transaction, by one question about all of them."""

AGAIN = timedelta(days=1)
"""How soon figures are asked again: plumbing, for usage comes in all the time."""


NOTED = ("id", "suggested", "compared_at", "differs_since", "told_at")


@command
def compare_grades(*, at: datetime) -> bool:
    """Compare grades with what the figures suggest, and tell of those that differ for long. False where another loop does it.

    Usage is asked of all firms where something came in since, once a day at most; what is compared is what changed by it.
    at: aware, UTC. Raises UsageTrouble. Source: A7; clause kind `grades`, keys `suggest` and `if they differ`.
    """
    found = find(ProgrammesFollowed, "workspace_id = %s FOR UPDATE SKIP LOCKED", [here()])
    if not found:
        return False
    [followed], manual = found, book()
    graded = list(_graded(manual))
    more = _ask_all(followed, graded, manual, at=at)
    if not more:
        more = any(_compare(each, followed.figures_at, manual, at=at) for each in graded)
    followed.grades_at = at if more else min([at + AGAIN, *_told_next(graded, manual)])
    update(followed, "grades_at", "figures", "figures_at")
    return True


type Graded = tuple[Programme, Grades]
"""A programme, and how its check-ins are graded."""


def _graded(manual: Book) -> Iterator[Graded]:
    """List the programmes of whose firms figures suggest a grade."""
    for programme in manual.all(Programme):
        grades = manual.find(Grades, programme.grades) if programme.grades else None
        if grades and grades.suggest:
            yield programme, grades


def _ask_all(followed: ProgrammesFollowed, graded: Sequence[Graded], manual: Book, *, at: datetime) -> bool:
    """Ask what the figures of all firms suggest, where they rest on something else than a day ago; True where there may be more of them."""
    if followed.figures_at and followed.figures_at > at - AGAIN:
        return False
    known = stands(at)
    rest_on = {programme.name: mark(grades, manual, known) for programme, grades in graded}
    changed = [each for each in graded if followed.figures.get(each[0].name, "") != rest_on[each[0].name]]
    if known and any(keep_suggestions(*each, manual, known, most=MOST) for each in changed):
        return True
    if changed:
        followed.figures, followed.figures_at = rest_on, at
    return False


def _compare(graded: Graded, figures_at: datetime | None, manual: Book, *, at: datetime) -> bool:
    """Compare the check-ins of a programme of which something may have changed; True where there may be more of them."""
    programme, grades = graded
    long = [since for since, told_at in _waits(programme, grades, manual) if told_at <= at]
    rows = find(CheckIn, DUE, [programme.name, figures_at, long, MOST])
    found = suggested([row.account_id for row in rows], grades, manual, at=at)
    for row in rows:
        _note(row, found[row.account_id], at)
    _tell_of_the_long([row for row in rows if row.differs_since], programme, grades, manual, found, at=at)
    setwise.update(CheckIn, [{name: getattr(row, name) for name in NOTED} for row in rows])
    return len(rows) == MOST


GRADED: LiteralString = "programme = %s AND exempt_at IS NULL AND grade <> '' AND"
DUE: LiteralString = f"""
    {GRADED} (compared_at IS NULL OR compared_at < %s OR differs_since = ANY (%s::timestamptz[]) AND told_at IS NULL)
    ORDER BY id LIMIT %s FOR NO KEY UPDATE
"""
"""What was compared since the figures were asked last says the same again, unless it has differed for long."""

WAITING = f"SELECT DISTINCT differs_since FROM check_in WHERE {GRADED} told_at IS NULL AND differs_since IS NOT NULL"  # noqa: S608


def _waits(programme: Programme, grades: Grades, manual: Book) -> list[tuple[datetime, datetime]]:
    """Say since when grades differ that nobody was told of yet, each moment with the one at which somebody is."""
    if (rule := grades.if_they_differ) is None:
        return []
    hours = hours_of(programme, manual)
    return [(each, rule.for_.after(each, hours=hours)) for (each,) in fetch(WAITING, [programme.name])]


def _told_next(graded: Sequence[Graded], manual: Book) -> list[datetime]:
    """Say when somebody is told next, so that it is then and not with the comparison of that day."""
    waits = [each for programme, grades in graded for each in _waits(programme, grades, manual)]
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
