"""What a finding leaves out that the manual asks for, and which grades can be given."""

from collections.abc import Mapping

from rounds.basics.problems import Problem
from rounds.basics.text import listed
from rounds.checkins.clauses import Grades, Programme


def finding_problems(programme: Programme, finding: Mapping[str, str]) -> list[Problem]:
    """Say what a finding leaves out that the manual asks for, one problem a thing; a dash, or one word for all of it, says nothing.

    Source: A6; key `note needs`.
    """
    missing = [
        Problem(
            "missing",
            f"The finding says nothing of “{need}”.",
            "Write what you found, even if it is that nothing changed.",
            field=need,
            clause=programme.identity,
        )
        for need in programme.note_needs
        if not any(map(str.isalnum, finding.get(need, "")))
    ]
    said = {finding[need].strip(" .!").casefold() for need in programme.note_needs} if not missing else set()
    if len(said) == 1 and len(programme.note_needs) > 1:
        text = f"The finding says “{said.pop()[:60]}” of everything."
        fix = f"Write of each what you found: {listed(list(programme.note_needs), last='and')}."
        return [Problem("all the same", text, fix, field=programme.note_needs[0], clause=programme.identity)]
    return missing


def grade_problems(grades: Grades | None, grade: str) -> list[Problem]:
    """Say why a grade cannot be given. Source: A7; clause kind `grades`."""
    if grades is None:
        return [Problem("no grades", "This programme gives no grades.", field="grade")]
    if grades.has(grade):
        return []
    known = listed([each.word for each in grades.scale], last="or")
    return [
        Problem(
            "no such grade", f"“{grade}” is no grade of “{grades.name}”.", f"Choose {known}.", "grade", grades.identity
        )
    ]
