"""What somebody found at a firm, and the grade that they give it (A6, A7)."""

from collections.abc import Mapping
from datetime import datetime

import structlog

from rounds.basics.problems import Problem, refuse_if
from rounds.checkins.clauses import Grades, Programme
from rounds.checkins.commands.loading import begun
from rounds.checkins.commands.settling import about
from rounds.checkins.commands.titling import say_grade
from rounds.checkins.events import FindingWritten, Graded
from rounds.checkins.evidence.kept import Suggestion
from rounds.checkins.evidence.suggesting import suggested
from rounds.checkins.models import CheckIn, Finding, GradeGiven
from rounds.checkins.queries.standing import in_a_round, programme_of
from rounds.checkins.rules.findings import finding_problems, grade_problems
from rounds.desk.commands.loading import changed
from rounds.policies.book import Book
from rounds.telemetry.asking import UsageTrouble
from rounds.timeline.commands import entry
from rounds.timeline.rules import Actor, facts_as_json
from rounds.workspaces.current import command, here
from rounds.workspaces.rows import Change, ids_for, write

log = structlog.get_logger(__name__)

LONGEST = 10_000
"""Characters that one part of a finding may have."""


@command
def write_finding(
    *, check_in_id: int, said: Mapping[str, str], by: Actor, at: datetime, version: int | None = None
) -> Finding:
    """Write down what was found. said: what the manual asks for → what was found; all of it, and nothing else is kept.

    Between two rounds too, but the next one is not done by it. version: of the ticket, as it was read. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (each thing that is missing is a problem). Source: A6; key `note needs`.
    """
    check_in, ticket = begun(check_in_id, by=by, at=at, version=version, mine=said)
    programme, _ = programme_of(check_in)
    refuse_if([*finding_problems(programme, said), *_too_long(said)])
    kept = {need: said[need].strip() for need in programme.note_needs}
    [finding_id] = ids_for(Finding)
    finding = Finding(
        id=finding_id,
        workspace_id=here(),
        check_in_id=check_in.pk,
        said=kept,
        by_id=by.id or 0,
        at=at,
        in_a_round=in_a_round(check_in, ticket),
    )
    written = FindingWritten(**about(check_in), finding=finding_id)
    write(finding, changed(ticket), entry(written, by=by, at=at))
    return finding


@command
def give_grade(*, check_in_id: int, grade: str, by: Actor, at: datetime, version: int | None = None) -> GradeGiven:
    """Grade a firm; what the grade says in the title comes and goes with it. What the figures suggested is kept with it.

    version: as in `write_finding`. at: aware, UTC.
    Raises NotAllowed, NotThere, ChangedMeanwhile, Refused (no such grade). Source: A7; clause kind `grades`.
    """
    check_in, ticket = begun(check_in_id, by=by, at=at, version=version, mine={"Your grade": grade})
    programme, manual = programme_of(check_in)
    grades = _grades(programme, manual)
    refuse_if(grade_problems(grades, grade))
    assert grades, "a programme without grades was refused"
    was, found = check_in.grade, _suggested(check_in, grades, manual, at)
    [given_id] = ids_for(GradeGiven)
    given = GradeGiven(
        id=given_id,
        workspace_id=here(),
        check_in_id=check_in.pk,
        grade=grade,
        was=was,
        suggested=found.grade,
        seen=facts_as_json(found.facts()),
        by_id=by.id or 0,
        at=at,
    )
    check_in.grade, check_in.suggested, check_in.compared_at = grade, found.grade, at
    check_in.differs_since = at if found.grade not in {"", grade} else None
    check_in.told_at = None
    said = Change(check_in, ("grade", "suggested", "compared_at", "differs_since", "told_at"))
    write(given, said, entry(Graded(**about(check_in), grade=grade, was=was), by=by, at=at))
    say_grade(check_in, ticket, grades, manual, was=was, at=at)
    return given


def _suggested(check_in: CheckIn, grades: Grades, manual: Book, at: datetime) -> Suggestion:
    """Ask the figures what they suggest; a grade is given all the same where they cannot be asked now."""
    try:
        return suggested([check_in.account_id], grades, manual, at=at)[check_in.account_id]
    except UsageTrouble as trouble:
        log.warning("figures cannot be asked", check_in=check_in.pk, trouble=str(trouble))
        return Suggestion()


def _grades(programme: Programme, manual: Book) -> Grades | None:
    return manual.find(Grades, programme.grades) if programme.grades else None


def _too_long(said: Mapping[str, str]) -> list[Problem]:
    fix = "Attach it to the ticket as a file."
    return [
        Problem("too long", f"“{need}” has more than {LONGEST:,} characters.", fix, field=need)
        for need, text in said.items()
        if len(text) > LONGEST
    ]
