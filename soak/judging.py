"""What must hold for any text: the checker answers at a place inside it, and what it accepts comes into force and goes back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from rounds.basics.problems import Refused
from rounds.manual.checking import checked
from rounds.manual.commands import adopt, bring_back
from rounds.manual.findings import Finding
from rounds.policies.models import ClauseRow, Manual
from rounds.policies.queries import book
from rounds.timeline.rules import Actor
from rounds.workspaces.current import as_workspace

type Stored = tuple[Mapping[tuple[str, str], object], str]


def judge(text: str, *, workspace_id: int, by: Actor, at: datetime) -> str:
    """Try one text and say what became of it: refused by the check, misfit here, or adopted and brought back."""
    found = checked(text.encode("utf-8", "surrogatepass"))
    _places(found.text, [*found.findings, *found.doubts])
    if found.findings:
        return "refused"
    with as_workspace(workspace_id):
        before, version = _stored(), book().version
    try:
        with as_workspace(workspace_id):
            made = adopt(text=text, by=by, at=at)
    except Refused as misfit:
        if any(problem.code == "manual" for problem in misfit.problems):
            raise
        return "misfit"
    with as_workspace(workspace_id):
        assert made.version == version + 1
        assert len(book().clauses) == len(found.sheets.sheets)
        bring_back(number=version, version=made.version, by=by, at=at)
    with as_workspace(workspace_id):
        assert _stored() == before, "what was brought back is what was there"
    return "adopted"


def _places(text: str, findings: Sequence[Finding]) -> None:
    """Each finding points into the text; a text that could not be read at all is empty."""
    lines = text.split("\n")
    for finding in findings if text else ():
        assert 1 <= finding.line <= len(lines), finding
        assert 1 <= finding.column <= len(lines[finding.line - 1]) + 1, finding


def _stored() -> Stored:
    """Give the clauses in force, and the text."""
    manual = Manual.objects.get(version=book().version)
    rows = ClauseRow.objects.filter(manual=manual)
    return {(row.kind, row.name): row.written for row in rows}, manual.text
