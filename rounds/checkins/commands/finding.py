"""What somebody found at a firm, and the grade that they give it (A6, A7)."""

from collections.abc import Mapping
from datetime import datetime

from rounds.basics.problems import Problem, refuse_if
from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.commands.loading import begun
from rounds.checkins.commands.settling import about
from rounds.checkins.events import FindingWritten, Graded
from rounds.checkins.models import Finding, GradeGiven
from rounds.checkins.queries.standing import programme_of
from rounds.checkins.rules import finding_problems, grade_problems, title
from rounds.desk.commands.loading import change
from rounds.desk.commands.recurring import rename_recurring
from rounds.policies.book import Book
from rounds.timeline.commands import record
from rounds.timeline.rules import Actor
from rounds.workspaces.current import command, here

LONGEST = 10_000
"""Characters that one part of a finding may have."""


@command
def write_finding(
    *, check_in_id: int, said: Mapping[str, str], by: Actor, at: datetime, version: int | None = None
) -> Finding:
    """Write down what was found. said: what the manual asks for → what was found; all of it, and nothing else is kept.

    version: of the ticket, as it was read. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (each thing that is missing is a problem). Source: A6; key `note needs`.
    """
    check_in, ticket = begun(check_in_id, by=by, at=at, version=version, mine=said)
    programme, _ = programme_of(check_in)
    refuse_if([*finding_problems(programme, said), *_too_long(said)])
    kept = {need: said[need].strip() for need in programme.note_needs}
    finding = Finding.objects.create(workspace_id=here(), check_in=check_in, said=kept, by_id=by.id or 0, at=at)
    change(ticket)
    record(FindingWritten(**about(check_in), finding=finding.pk), by=by, at=at)
    return finding


@command
def give_grade(*, check_in_id: int, grade: str, by: Actor, at: datetime, version: int | None = None) -> GradeGiven:
    """Grade a firm; what the grade says in the title comes and goes with it.

    version: as in `write_finding`. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (no such grade). Source: A7; clause kind `grades`.
    """
    check_in, ticket = begun(check_in_id, by=by, at=at, version=version, mine={"Your grade": grade})
    programme, manual = programme_of(check_in)
    grades = _grades(programme, manual)
    refuse_if(grade_problems(grades, grade))
    assert grades, "a programme without grades was refused"
    was = check_in.grade
    given = GradeGiven.objects.create(
        workspace_id=here(), check_in=check_in, grade=grade, was=was, by_id=by.id or 0, at=at
    )
    named = title(ticket.subject, was=grades.title_word(was), now=grades.title_word(grade))
    rename_recurring(ticket=ticket, subject=named)
    check_in.grade = grade
    check_in.save(update_fields=["grade"])
    record(Graded(**about(check_in), grade=grade, was=was), by=by, at=at)
    return given


def _grades(programme: Programme, manual: Book) -> Grades | None:
    return manual.find(Grades, programme.grades) if programme.grades else None


def _too_long(said: Mapping[str, str]) -> list[Problem]:
    fix = "Attach it to the ticket as a file."
    return [
        Problem("too long", f"“{need}” has more than {LONGEST:,} characters.", fix, field=need)
        for need, text in said.items()
        if len(text) > LONGEST
    ]
